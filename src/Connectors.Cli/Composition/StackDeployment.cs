using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Cli.Composition;

/// <summary>Brings the functions of a stack file into being; leaves alone what already is as the file says.</summary>
internal sealed class StackDeployment(IFunctionCatalogue catalogue, IFunctionDeployment deployment)
{
    /// <summary>Deploys all; one that is refused does not keep the others from being deployed.</summary>
    /// <returns>A sentence for each function that was refused.</returns>
    public async Task<IReadOnlyList<string>> DeployAsync(IReadOnlyList<FunctionDeployment> functions, CancellationToken cancellationToken)
    {
        var refusals = new List<string>();
        foreach (var function in functions)
        {
            var result = await DeployAsync(function, cancellationToken);
            if (result.Outcome != ProviderOutcome.Accepted)
                refusals.Add($"{function.Service}: {result.Reason}");
        }
        return refusals;
    }

    private async Task<ProviderResult> DeployAsync(FunctionDeployment wanted, CancellationToken cancellationToken)
    {
        if (!FunctionName.TryCreate(wanted.Service, wanted.Namespace, out var name))
            return ProviderResult.Refused(DeploymentValidation.Faults(wanted)[0]);
        var existing = await catalogue.GetAsync(name, cancellationToken);
        if (existing is null)
            return await deployment.DeployAsync(wanted, WriteMode.Create, cancellationToken);
        return SameDeployment.Is(existing, wanted) ? ProviderResult.Accepted : await deployment.DeployAsync(wanted, WriteMode.Update, cancellationToken);
    }
}
