using Connectors.Core.Functions;
using Connectors.Providers.Faasd.References;
using Connectors.Providers.Faasd.Specs;
using Connectors.Providers.Local.Deployments;

namespace Connectors.Providers.Faasd.Deployments;

/// <summary>What containerd demands of deployments.</summary>
/// <param name="defaultNamespace">Meant when none is named.</param>
internal sealed class ContainerRules(string defaultNamespace) : IDeploymentRules
{
    private const string DirectoryScheme = "dir:";

    public FunctionDeployment Complete(FunctionDeployment deployment) => deployment with
    {
        Namespace = string.IsNullOrEmpty(deployment.Namespace) ? defaultNamespace : deployment.Namespace,
        EnvVars = WithoutNulls(deployment.EnvVars),
        Labels = WithoutNulls(deployment.Labels),
        Annotations = WithoutNulls(deployment.Annotations),
    };

    public IReadOnlyList<string> Faults(FunctionDeployment deployment)
    {
        var faults = new List<string>();
        if (ImageFault(deployment.Image) is { } image)
            faults.Add(image);
        if (NameFault("function name", deployment.Service) is { } service)
            faults.Add(service);
        if (ProbePaths.Fault(deployment.Annotations) is { } probe)
            faults.Add(probe);
        // Whether it is a quantity at all has been looked at.
        if (DeploymentValidation.Faults(deployment).Count == 0)
            ResourceBounds.Read(deployment.Limits, deployment.Requests, faults);
        return faults;
    }

    /// <summary>What containerd has against a name that is good otherwise; null: nothing.</summary>
    public static string? NameFault(string what, string name) =>
        name.Contains("--", StringComparison.Ordinal) ? $"{what} '{ForeignText.Shown(name)}' has two '-' in a row, which containerd does not take; use one" : null;

    private static string? ImageFault(string? image)
    {
        if (string.IsNullOrWhiteSpace(image))
            return null;
        if (image.StartsWith(DirectoryScheme, StringComparison.Ordinal))
            return $"image '{ForeignText.Shown(image, 255)}' is a directory, which only the process provider runs; name an image of a registry, or use the provider process";
        return ImageReference.TryParse(image, out _, out var fault) ? null : fault;
    }

    private static IReadOnlyDictionary<string, string>? WithoutNulls(IReadOnlyDictionary<string, string>? map) =>
        map is null || !map.Values.Contains(null!) ? map : map.ToDictionary(pair => pair.Key, pair => pair.Value ?? "");
}
