using Connectors.Core.Units;

namespace Connectors.Core.Functions;

/// <summary>What any provider demands of a deployment before it looks closer.</summary>
public static class DeploymentValidation
{
    /// <summary>Everything that is wrong, one sentence each naming the field; empty when nothing is.</summary>
    public static IReadOnlyList<string> Faults(FunctionDeployment deployment)
    {
        var faults = new List<string?>
        {
            DnsLabel.Fault("function name", deployment.Service),
            string.IsNullOrEmpty(deployment.Namespace) ? null : DnsLabel.Fault("namespace", deployment.Namespace),
            string.IsNullOrWhiteSpace(deployment.Image) ? "image is missing" : null,
            Amount("limits.memory", deployment.Limits?.Memory),
            Amount("limits.cpu", deployment.Limits?.Cpu),
            Amount("requests.memory", deployment.Requests?.Memory),
            Amount("requests.cpu", deployment.Requests?.Cpu),
            KnownAnnotations.Value(deployment.Annotations, KnownAnnotations.Queue) is { } queue && QueueName.Fault(queue) is { } fault
                ? $"annotation {KnownAnnotations.Queue}: {fault}"
                : null,
            FunctionProtection.Read(deployment.Annotations, deployment.Service ?? "", out var unprotected) is null ? unprotected : null,
        };
        foreach (var secret in deployment.Secrets ?? [])
            faults.Add(SecretName.Fault(secret));
        foreach (var (variable, value) in deployment.EnvVars ?? new Dictionary<string, string>())
        {
            if (variable.Length == 0 || variable.AsSpan().ContainsAny('=', '\0'))
                faults.Add($"environment variable '{ShownText.Of(variable)}' is not a valid name: use a name without '='");
            else if (value?.Contains('\0') == true)
                faults.Add($"the value of environment variable '{ShownText.Of(variable)}' contains a zero byte, which no environment can hold");
        }
        return [.. faults.OfType<string>()];
    }

    private static string? Amount(string field, string? text) =>
        string.IsNullOrEmpty(text) || Quantity.TryParse(text, out _)
            ? null
            : $"{field} '{ShownText.Of(text)}' is not a quantity; write for example 128Mi, 1G, 500m or 0.5";
}
