using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Local.Secrets;
using Connectors.Providers.Process.Replicas;
using Connectors.Watchdog.Configuration;

namespace Connectors.Providers.Process.Deployments;

/// <summary>Whether this machine can run what is asked for.</summary>
internal sealed class DeploymentChecks(ProcessProviderSettings settings, SecretFiles secrets)
{
    private const string OtherProviders = "a container image needs a provider with a container engine: faasd (containerd) or faas-netes (Kubernetes)";

    /// <summary>Everything that is wrong, in one sentence or several; null when nothing is.</summary>
    public ProviderResult? Refusal(FunctionDeployment deployment)
    {
        var faults = DeploymentValidation.Faults(deployment).ToList();
        if (ImageFault(deployment) is { } image)
            faults.Add(image);
        if (FunctionMode.Find(KnownAnnotations.Value(deployment.EnvVars, "mode")) is null)
            faults.Add($"mode '{deployment.EnvVars!["mode"]}' is not known here; use {FunctionMode.Known}");
        if (ScalingLabels.Read(deployment.Labels).Min > settings.MaxReplicas)
            faults.Add($"label {ScalingLabels.MinLabel} asks for more than the {settings.MaxReplicas} replicas that process.max-replicas allows");
        return faults.Count == 0 ? null : ProviderResult.Refused(string.Join("; ", faults));
    }

    /// <summary>Names what the deployment uses and the namespace has not; null when it has all.</summary>
    public ProviderResult? MissingSecrets(FunctionDeployment deployment)
    {
        var missing = (deployment.Secrets ?? []).Where(name => !secrets.Exists(deployment.Namespace!, name)).Distinct().ToList();
        return missing.Count == 0
            ? null
            : ProviderResult.Refused($"there is no secret '{string.Join("', '", missing)}' in namespace '{deployment.Namespace}'; create it first");
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
