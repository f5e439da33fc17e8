using Connectors.Core.Units;

namespace Connectors.Core.Functions;

/// <summary>What any provider demands of a deployment before it looks closer.</summary>
public static class DeploymentValidation
{
    // As long as Kubernetes has them: a domain, a slash and a name.
    private const int LongestName = 317;

    /// <summary>Everything that is wrong, one sentence each naming the field; empty when nothing is.</summary>
    public static IReadOnlyList<string> Faults(FunctionDeployment deployment)
    {
        var faults = new List<string?>
        {
            string.IsNullOrEmpty(deployment.Service) ? "the function name, service, is missing" : DnsLabel.Fault("function name", deployment.Service),
            string.IsNullOrEmpty(deployment.Namespace) ? null : DnsLabel.Fault("namespace", deployment.Namespace),
            string.IsNullOrWhiteSpace(deployment.Image) ? "image is missing" : null,
            Amount("limits.memory", deployment.Limits?.Memory),
            Amount("limits.cpu", deployment.Limits?.Cpu),
            Amount("requests.memory", deployment.Requests?.Memory),
            Amount("requests.cpu", deployment.Requests?.Cpu),
            KnownAnnotations.Value(deployment.Annotations, KnownAnnotations.Queue) is { } queue && QueueName.Fault(queue) is { } fault
                ? $"annotation {KnownAnnotations.Queue}: {fault}"
                : null,
            ConcurrencyLimit.TryRead(deployment.Annotations, out _, out var unreadable) ? null : unreadable,
            FunctionProtection.Read(deployment.Annotations, deployment.Service ?? "", out var unprotected) is null ? unprotected : null,
        };
        faults.AddRange(MapFaults("label", deployment.Labels));
        faults.AddRange(MapFaults("annotation", deployment.Annotations));
        if (deployment.Constraints?.Contains(null!) == true)
            faults.Add("one of the constraints is null; leave it out");
        foreach (var secret in deployment.Secrets ?? [])
            faults.Add(SecretName.Fault(secret));
        foreach (var (variable, value) in deployment.EnvVars ?? new Dictionary<string, string>())
        {
            if (variable.Length == 0 || variable.AsSpan().ContainsAny('=', '\0'))
                faults.Add($"environment variable '{ShownText.Of(variable)}' is not a valid name: use a name without '='");
            else if (value is null)
                faults.Add($"environment variable '{ShownText.Of(variable)}' has no value; write \"\" for an empty one");
            else if (value.Contains('\0'))
                faults.Add($"the value of environment variable '{ShownText.Of(variable)}' contains a zero byte, which no environment can hold");
        }
        return [.. faults.OfType<string>()];
    }

    private static IEnumerable<string> MapFaults(string what, IReadOnlyDictionary<string, string>? map)
    {
        foreach (var (name, value) in map ?? new Dictionary<string, string>())
        {
            if (name.Length is 0 or > LongestName || name.Any(char.IsControl))
                yield return $"{what} '{ShownText.Of(name)}' is not a valid name: use 1 to {LongestName} characters, none of them a control character";
            else if (value is null)
                yield return $"{what} '{ShownText.Of(name)}' has no value; write \"\" for an empty one";
        }
    }

    private static string? Amount(string field, string? text) =>
        string.IsNullOrEmpty(text) || Quantity.TryParse(text, out _)
            ? null
            : $"{field} '{ShownText.Of(text)}' is not a quantity; write for example 128Mi, 1G, 500m or 0.5";
}
