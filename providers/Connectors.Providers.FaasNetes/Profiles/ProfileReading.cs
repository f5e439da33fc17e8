using System.Text.Json;
using Connectors.Core.Functions;
using Connectors.Core.Units;
using k8s;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Profiles;

/// <summary>What a profile says, as far as Kubernetes' own types take it. A cluster whose definition of the kind is lax lets anything in.</summary>
internal static class ProfileReading
{
    /// <summary>Reads the spec of a profile; what cannot be read is added to <paramref name="faults"/>, a sentence each that begins with the field.</summary>
    public static ProfileSpec Read(JsonElement spec, ICollection<string> faults)
    {
        if (spec.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            return new ProfileSpec();
        if (spec.ValueKind != JsonValueKind.Object)
        {
            faults.Add("spec is no map of fields");
            return new ProfileSpec();
        }
        return new ProfileSpec
        {
            Tolerations = Entries<V1Toleration>(spec, "tolerations", faults),
            RuntimeClassName = Text(spec, "runtimeClassName", faults),
            PodSecurityContext = Field<V1PodSecurityContext>(spec, "podSecurityContext", faults),
            Affinity = Field<V1Affinity>(spec, "affinity", faults),
            TopologySpreadConstraints = Entries<V1TopologySpreadConstraint>(spec, "topologySpreadConstraints", faults),
            DnsPolicy = Text(spec, "dnsPolicy", faults),
            DnsConfig = Field<V1PodDNSConfig>(spec, "dnsConfig", faults),
            Resources = AreQuantities(spec, faults) ? Field<V1ResourceRequirements>(spec, "resources", faults) : null,
            PriorityClassName = Text(spec, "priorityClassName", faults),
            Strategy = Field<V1DeploymentStrategy>(spec, "strategy", faults),
        };
    }

    private static T? Field<T>(JsonElement spec, string name, ICollection<string> faults)
        where T : class
    {
        if (!spec.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        try
        {
            return KubernetesJson.Deserialize<T>(value);
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException or FormatException or ArgumentException or InvalidOperationException or OverflowException)
        {
            var below = unreadable is JsonException { Path: ['$', .. var path] } ? path : "";
            faults.Add($"spec.{name}{ShownText.Of(below)} is not what Kubernetes has there; `kubectl explain {(name == "strategy" ? "deployment.spec" : name == "resources" ? "pod.spec.containers" : "pod.spec")}.{Known(name)}` tells");
            return null;
        }
    }

    private static List<T>? Entries<T>(JsonElement spec, string name, ICollection<string> faults)
        where T : class
    {
        var entries = Field<List<T?>>(spec, name, faults);
        if (entries?.Contains(null) != true)
            return entries!;
        faults.Add($"spec.{name} has an entry that is null; leave it out");
        return null;
    }

    private static string? Text(JsonElement spec, string name, ICollection<string> faults) => Field<string>(spec, name, faults) is { Length: > 0 } text ? text : null;

    // Before the client's own type reads them: it reckons with whatever exponent it is given.
    private static bool AreQuantities(JsonElement spec, ICollection<string> faults)
    {
        var before = faults.Count;
        if (spec.TryGetProperty("resources", out var resources) && resources.ValueKind == JsonValueKind.Object)
        {
            foreach (var part in resources.EnumerateObject().Where(part => part.Name is "limits" or "requests" && part.Value.ValueKind == JsonValueKind.Object))
            {
                foreach (var amount in part.Value.EnumerateObject())
                {
                    var text = amount.Value.ValueKind == JsonValueKind.String ? amount.Value.GetString() : amount.Value.GetRawText();
                    if (!Quantity.TryParse(text, out _))
                        faults.Add($"spec.resources.{part.Name}.{ShownText.Of(amount.Name)} '{ShownText.Of(text)}' is not a quantity; write for example 128Mi, 500m or 1");
                }
            }
        }
        return faults.Count == before;
    }

    private static string Known(string name) => name == "podSecurityContext" ? "securityContext" : name;
}
