using k8s.Models;

namespace Connectors.Providers.FaasNetes.Manifests;

/// <summary>Limits and requests of several origins, amount by amount.</summary>
internal static class ProfiledResources
{
    /// <summary>Those of two profiles: the later one wins.</summary>
    public static V1ResourceRequirements? Later(V1ResourceRequirements? before, V1ResourceRequirements? later) => before is null || later is null
        ? later ?? before
        : new V1ResourceRequirements
        {
            Limits = Over(before.Limits, later.Limits),
            Requests = Over(before.Requests, later.Requests),
            Claims = later.Claims ?? before.Claims,
        };

    /// <summary>Those of a function and below them those of its profiles. What a profile says yields: Kubernetes refuses a request above its limit.</summary>
    public static V1ResourceRequirements Below(V1ResourceRequirements own, V1ResourceRequirements? profiles) => profiles is null
        ? own
        : new V1ResourceRequirements
        {
            Limits = Over(Yielding(profiles.Limits, own.Requests, static (limit, request) => limit < request), own.Limits),
            Requests = Over(Yielding(profiles.Requests, own.Limits, static (request, limit) => request > limit), own.Requests),
            Claims = profiles.Claims,
        };

    private static IDictionary<string, ResourceQuantity>? Over(IDictionary<string, ResourceQuantity>? below, IDictionary<string, ResourceQuantity>? above)
    {
        if (below is null || above is null)
            return above ?? below;
        var amounts = new Dictionary<string, ResourceQuantity>(below);
        foreach (var (name, amount) in above)
            amounts[name] = amount;
        return amounts;
    }

    private static Dictionary<string, ResourceQuantity>? Yielding(IDictionary<string, ResourceQuantity>? amounts, IDictionary<string, ResourceQuantity>? own, Func<decimal, decimal, bool> clash) =>
        amounts?.ToDictionary(one => one.Key, one => own is not null && own.TryGetValue(one.Key, out var bound) && clash(one.Value.ToDecimal(), bound.ToDecimal()) ? bound : one.Value);
}
