using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Gateway;

namespace Connectors.Cli.Composition;

/// <summary>Brings the functions of a stack file into being, those without a namespace in the default one; leaves alone what already is as the file says.</summary>
internal sealed class StackDeployment(IFunctionCatalogue catalogue, IFunctionDeployment deployment, INamespaceStore namespaces, GatewaySettings settings)
{
    private readonly string defaultNamespace = settings.FunctionNamespace;

    /// <summary>Deploys all; one that is refused does not keep the others from being deployed.</summary>
    /// <returns>A sentence for each function that was refused.</returns>
    public async Task<IReadOnlyList<string>> DeployAsync(IReadOnlyList<FunctionDeployment> functions, CancellationToken cancellationToken)
    {
        var refusals = new List<string>();
        await MakeDefaultNamespaceAsync(cancellationToken);
        foreach (var function in functions)
        {
            var space = string.IsNullOrEmpty(function.Namespace) ? defaultNamespace : function.Namespace;
            var result = await DeployAsync(function with { Namespace = space }, cancellationToken);
            if (result.Outcome != ProviderOutcome.Accepted)
                refusals.Add($"{function.Service}: {result.Reason}");
        }
        return refusals;
    }

    // Whoever names a default namespace wants to deploy to it; a new provider knows only its own.
    private async Task MakeDefaultNamespaceAsync(CancellationToken cancellationToken)
    {
        var existing = await namespaces.ListAsync(cancellationToken);
        if (!existing.Any(one => one.Name == defaultNamespace))
            await namespaces.WriteAsync(new FunctionNamespace { Name = defaultNamespace }, WriteMode.Create, cancellationToken);
    }

    private async Task<ProviderResult> DeployAsync(FunctionDeployment wanted, CancellationToken cancellationToken)
    {
        if (!FunctionName.TryCreate(wanted.Service, wanted.Namespace, out var name))
            return ProviderResult.Refused(DeploymentValidation.Faults(wanted)[0]);
        if (GatewayRegistration.DeploymentFault(wanted, settings) is { } fault)
            return ProviderResult.Refused(fault);
        var existing = await catalogue.GetAsync(name, cancellationToken);
        if (existing is null)
            return await deployment.DeployAsync(wanted, WriteMode.Create, cancellationToken);
        return SameDeployment.Is(existing, wanted) ? ProviderResult.Accepted : await deployment.DeployAsync(wanted, WriteMode.Update, cancellationToken);
    }
}
