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
        };
        foreach (var secret in deployment.Secrets ?? [])
            faults.Add(SecretName.Fault(secret));
        foreach (var variable in deployment.EnvVars?.Keys ?? [])
            faults.Add(variable.Length == 0 || variable.AsSpan().ContainsAny('=', '\0') ? $"environment variable '{variable}' is not a valid name" : null);
        return [.. faults.OfType<string>()];
    }

    private static string? Amount(string field, string? text) =>
        string.IsNullOrEmpty(text) || Quantity.TryParse(text, out _)
            ? null
            : $"{field} '{text}' is not a quantity; write for example 128Mi, 1G, 500m or 0.5";
}
