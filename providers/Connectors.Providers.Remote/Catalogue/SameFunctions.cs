using System.Text.Json;
using Connectors.Core.Functions;

namespace Connectors.Providers.Remote.Catalogue;

/// <summary>Whether two readings differ in what listeners care about: counters of calls move all the time.</summary>
internal static class SameFunctions
{
    public static bool Are(Dictionary<FunctionName, RemoteFunction> left, Dictionary<FunctionName, RemoteFunction> right)
    {
        if (left.Count != right.Count)
            return false;
        foreach (var (name, one) in left)
        {
            if (!right.TryGetValue(name, out var other) || !Is(one, other))
                return false;
        }
        return true;
    }

    private static bool Is(RemoteFunction left, RemoteFunction right) =>
        left.Endpoints.Wanted == right.Endpoints.Wanted
        && left.Endpoints.NotReadyReason == right.Endpoints.NotReadyReason
        && left.Endpoints.Ready.SequenceEqual(right.Endpoints.Ready)
        && Text(left.Status).SequenceEqual(Text(right.Status));

    private static byte[] Text(FunctionStatus status) =>
        JsonSerializer.SerializeToUtf8Bytes(status with { InvocationCount = 0, Usage = null }, OpenFaasJson.Default.FunctionStatus);
}
