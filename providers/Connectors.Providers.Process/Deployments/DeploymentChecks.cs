using Connectors.Core.Functions;
using Connectors.Providers.Local.Deployments;
using Connectors.Providers.Process.Replicas;
using Connectors.Watchdog.Configuration;

namespace Connectors.Providers.Process.Deployments;

/// <summary>Whether this machine can run what is asked for.</summary>
internal sealed class DeploymentChecks(DeploymentDefaults defaults) : IDeploymentRules
{
    private const string OtherProviders = "a container image needs a provider with a container engine: faasd (containerd) or faas-netes (Kubernetes)";

    public FunctionDeployment Complete(FunctionDeployment deployment) => defaults.Complete(deployment);

    public IReadOnlyList<string> Faults(FunctionDeployment deployment)
    {
        var faults = new List<string>();
        if ((ReplicaOptions.IsStatic(deployment) ? StaticFault(deployment) : ImageFault(deployment)) is { } image)
            faults.Add(image);
        if (FunctionMode.Find(KnownAnnotations.Value(deployment.EnvVars, "mode")) is null)
            faults.Add($"mode '{deployment.EnvVars!["mode"]}' is not known here; use {FunctionMode.Known}");
        return faults;
    }

    private static string? StaticFault(FunctionDeployment deployment)
    {
        if (ReplicaOptions.ImageDirectory(deployment) is { } directory && (!Path.IsPathFullyQualified(directory) || directory.Contains('\0')))
            return $"image '{deployment.Image}' names a relative directory: write dir: followed by an absolute path";
        return ReplicaOptions.StaticDirectory(deployment) is not { } path
            ? $"the process provider cannot serve files of image '{deployment.Image}': name a directory of this machine by the image (dir:/srv/site) or by an absolute static_path"
            : Directory.Exists(path) ? null : $"the directory '{path}' whose files mode static is to serve is not there: create it on the machine of the hub, or correct static_path";
    }

    private static string? ImageFault(FunctionDeployment deployment)
    {
        var command = ReplicaOptions.Command(deployment);
        if (ReplicaOptions.ImageDirectory(deployment) is not { } directory)
            return command is null ? $"the process provider cannot run image '{deployment.Image}' by itself: set envProcess (fprocess in stack.yml) to a command of this machine, or use another provider, as {OtherProviders}" : null;
        if (!Path.IsPathFullyQualified(directory) || directory.Contains('\0'))
            return $"image '{deployment.Image}' names a relative directory: write dir: followed by an absolute path";
        if (!Directory.Exists(directory))
            return $"image '{deployment.Image}' names a directory that is not there: create it on the machine of the hub, or correct the path";
        return command is null ? $"image '{deployment.Image}' needs a command: set envProcess (fprocess in stack.yml) to what is to run in that directory" : null;
    }
}
