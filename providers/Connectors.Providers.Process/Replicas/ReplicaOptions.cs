using Connectors.Core.Functions;
using Connectors.Watchdog;
using Connectors.Watchdog.Configuration;

namespace Connectors.Providers.Process.Replicas;

/// <summary>Turns a deployment into what the watchdog of one replica runs.</summary>
internal static class ReplicaOptions
{
    /// <summary>An image that names a directory of this machine begins so.</summary>
    public const string DirectoryScheme = "dir:";

    /// <summary>The command: <c>envProcess</c>, else the variables that the watchdogs read; null when there is none.</summary>
    public static string? Command(FunctionDeployment deployment) =>
        string.IsNullOrWhiteSpace(deployment.EnvProcess) ? FunctionConfiguration.Command(deployment.EnvVars) : deployment.EnvProcess;

    /// <summary>The directory that the image names; null when it names none.</summary>
    public static string? ImageDirectory(FunctionDeployment deployment) =>
        deployment.Image?.StartsWith(DirectoryScheme, StringComparison.Ordinal) == true ? deployment.Image[DirectoryScheme.Length..] : null;

    /// <param name="deployment">Checked by <see cref="Deployments.DeploymentChecks"/>.</param>
    /// <param name="place">Where the replica lives.</param>
    /// <param name="mark">Value of <see cref="ReplicaMark.Variable"/>.</param>
    /// <param name="path">The <c>PATH</c>.</param>
    /// <param name="remark">Told what could not be read and what is used instead.</param>
    public static WatchdogOptions Build(FunctionDeployment deployment, ReplicaPlace place, string mark, string path, Action<string> remark)
    {
        var mode = FunctionMode.Find(KnownAnnotations.Value(deployment.EnvVars, "mode")) ?? throw new InvalidOperationException("the mode was checked at deploy");
        return FunctionConfiguration.Read(deployment.EnvVars, mode, remark) with
        {
            Process = Command(deployment) ?? throw new InvalidOperationException("the command was checked at deploy"),
            WorkingDirectory = ImageDirectory(deployment) ?? place.Home,
            Environment = Environment(deployment, place, mark, path),
        };
    }

    private static Dictionary<string, string> Environment(FunctionDeployment deployment, ReplicaPlace place, string mark, string path)
    {
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = path,
            ["HOME"] = place.Home,
            ["TMPDIR"] = place.Temporary,
            ["secret_mount_path"] = place.Secrets,
        };
        foreach (var (key, value) in deployment.EnvVars ?? new Dictionary<string, string>())
            environment[key] = value;
        environment["OPENFAAS_NAME"] = deployment.Service;
        environment["OPENFAAS_NAMESPACE"] = deployment.Namespace!;
        environment["OPENFAAS_SECRETS_DIR"] = place.Secrets;
        environment[ReplicaMark.Variable] = mark;
        return environment;
    }
}
