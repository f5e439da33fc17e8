using Connectors.Core.Functions;

namespace Connectors.Providers.Faasd.Deployments;

/// <summary>Which path of a function tells whether it is ready: the one that its annotations name, else the watchdogs' own.</summary>
internal static class ProbePaths
{
    public const string Ready = "com.openfaas.ready.http.path";
    public const string Health = "com.openfaas.health.http.path";
    private const string Default = "/_/health";

    public static string Of(FunctionDeployment deployment) =>
        KnownAnnotations.Value(deployment.Annotations, Ready) ?? KnownAnnotations.Value(deployment.Annotations, Health) ?? Default;

    /// <summary>What is wrong with the annotations; null when nothing is.</summary>
    public static string? Fault(IReadOnlyDictionary<string, string>? annotations)
    {
        foreach (var name in new[] { Ready, Health })
        {
            if (KnownAnnotations.Value(annotations, name) is { } path && (path[0] != '/' || path.StartsWith("//", StringComparison.Ordinal) || path.Any(char.IsControl)))
                return $"annotation {name} '{ForeignText.Shown(path)}' is not a path; write for example /_/ready";
        }
        return null;
    }
}
