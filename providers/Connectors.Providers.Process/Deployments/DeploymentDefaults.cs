using Connectors.Core.Functions;
using Connectors.Providers.Process.Replicas;

namespace Connectors.Providers.Process.Deployments;

/// <summary>Fills in what a deployment leaves to its surroundings, before it is checked and recorded.</summary>
/// <param name="Namespace">Meant when none is named; always there.</param>
/// <param name="ImageRoot">Where relative directories of images lead from; null: there is no such place.</param>
internal sealed record DeploymentDefaults(string Namespace, string? ImageRoot)
{
    private const string Latest = ":latest";

    /// <summary>Fills in the namespace, the image's directory and what JSON may leave null inside maps.</summary>
    public FunctionDeployment Complete(FunctionDeployment deployment) => deployment with
    {
        Namespace = string.IsNullOrEmpty(deployment.Namespace) ? Namespace : deployment.Namespace,
        Image = ReplicaOptions.ImageDirectory(deployment) is { } directory ? ReplicaOptions.DirectoryScheme + Resolve(directory) : deployment.Image,
        EnvVars = WithoutNulls(deployment.EnvVars),
        Labels = WithoutNulls(deployment.Labels),
        Annotations = WithoutNulls(deployment.Annotations),
    };

    // A client that takes the directory for the name of an image adds the tag that such names have by default.
    private string Resolve(string directory)
    {
        if (ImageRoot is null || directory.Contains('\0'))
            return directory;
        var full = Path.GetFullPath(directory, ImageRoot);
        return !Directory.Exists(full) && full.EndsWith(Latest, StringComparison.Ordinal) ? full[..^Latest.Length] : full;
    }

    private static IReadOnlyDictionary<string, string>? WithoutNulls(IReadOnlyDictionary<string, string>? map) =>
        map is null || !map.Values.Contains(null!) ? map : map.ToDictionary(pair => pair.Key, pair => pair.Value ?? "");
}
