using Connectors.Core.Functions;

namespace Connectors.Providers.Faasd.Specs;

/// <summary>A deployment as something to run.</summary>
internal static class FunctionWorkload
{
    /// <param name="deployment">One that <see cref="DeploymentValidation"/> finds no fault with.</param>
    public static Workload Of(FunctionDeployment deployment) => new()
    {
        Image = deployment.Image ?? "",
        Variables = Variables(deployment),
        Limits = deployment.Limits,
        Requests = deployment.Requests,
        ReadOnlyRoot = deployment.ReadOnlyRootFilesystem,
    };

    private static Dictionary<string, string> Variables(FunctionDeployment deployment)
    {
        var variables = new Dictionary<string, string>(deployment.EnvVars ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        if (!string.IsNullOrWhiteSpace(deployment.EnvProcess))
            variables["fprocess"] = deployment.EnvProcess;
        variables["OPENFAAS_NAME"] = deployment.Service;
        variables["OPENFAAS_NAMESPACE"] = string.IsNullOrEmpty(deployment.Namespace) ? FunctionName.DefaultNamespace : deployment.Namespace;
        return variables;
    }
}
