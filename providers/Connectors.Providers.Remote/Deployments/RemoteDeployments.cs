using System.Globalization;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Remote.Access;
using Connectors.Providers.Remote.Catalogue;

namespace Connectors.Providers.Remote.Deployments;

/// <summary>Changes of functions, passed on to the provider. What is accepted is known here when the call returns. Thread-safe.</summary>
internal sealed class RemoteDeployments(ProviderAccess access, RemoteCatalogue catalogue, string defaultNamespace) : IFunctionDeployment, IFunctionScaling
{
    public async Task<ProviderResult> DeployAsync(FunctionDeployment deployment, WriteMode mode, CancellationToken cancellationToken)
    {
        var wanted = string.IsNullOrEmpty(deployment.Namespace) ? deployment with { Namespace = deployment.Namespace is null ? defaultNamespace : "" } : deployment;
        if (DeploymentValidation.Faults(wanted) is { Count: > 0 } faults)
            return ProviderResult.Refused(string.Join("; ", faults));
        var name = new FunctionName(wanted.Service, wanted.Namespace!);
        var method = mode == WriteMode.Create ? HttpMethod.Post : HttpMethod.Put;
        var result = await access.ChangeAsync(method, "system/functions", wanted, OpenFaasJson.Default.FunctionDeployment, $"function {name}", cancellationToken);
        if (result.Outcome == ProviderOutcome.Accepted)
            await catalogue.RefreshAsync(name, cancellationToken);
        return result;
    }

    public async Task<ProviderResult> DeleteAsync(FunctionName function, CancellationToken cancellationToken)
    {
        var request = new DeleteFunctionRequest { FunctionName = function.Name, Namespace = function.Namespace };
        var result = await access.ChangeAsync(
            HttpMethod.Delete, $"system/functions?{Namespace(function)}", request, OpenFaasJson.Default.DeleteFunctionRequest, $"function {function}", cancellationToken);
        if (result.Outcome is ProviderOutcome.Accepted or ProviderOutcome.NotFound)
            catalogue.Forget(function);
        return result;
    }

    public async Task<ProviderResult> ScaleAsync(FunctionName function, int replicas, CancellationToken cancellationToken)
    {
        if (replicas < 0)
            return ProviderResult.Refused($"replicas {replicas.ToString(CultureInfo.InvariantCulture)} of function {function} must be 0 or more");
        var request = new ScaleFunctionRequest { ServiceName = function.Name, Replicas = replicas, Namespace = function.Namespace };
        var result = await access.ChangeAsync(
            HttpMethod.Post, $"system/scale-function/{Uri.EscapeDataString(function.Name)}?{Namespace(function)}",
            request, OpenFaasJson.Default.ScaleFunctionRequest, $"function {function}", cancellationToken);
        if (result.Outcome == ProviderOutcome.Accepted)
            await catalogue.RefreshAsync(function, cancellationToken);
        return result;
    }

    // Some providers read it in the query, some in the body.
    private static string Namespace(FunctionName function) => $"namespace={Uri.EscapeDataString(function.Namespace)}";
}
