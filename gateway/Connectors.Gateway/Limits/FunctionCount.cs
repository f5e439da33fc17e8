using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Gateway.Limits;

/// <summary>Holds the number of functions to <c>gateway.max-functions</c>. Where there is such a limit functions are created one after another, so that no two are the last. Thread-safe.</summary>
internal sealed class FunctionCount(IFunctionCatalogue catalogue, IFunctionDeployment deployment, GatewaySettings settings) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>The provider's answer; null when there are as many functions as there may be, and this one is not among them.</summary>
    public async Task<ProviderResult?> CreateAsync(FunctionDeployment wanted, CancellationToken cancellationToken)
    {
        if (settings.MaxFunctions == 0)
            return await deployment.DeployAsync(wanted, WriteMode.Create, cancellationToken);
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await IsRoomAsync(new FunctionName(wanted.Service, wanted.Namespace!), cancellationToken)
                ? await deployment.DeployAsync(wanted, WriteMode.Create, cancellationToken)
                : null;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    // One that is there already is the provider's to refuse.
    private async ValueTask<bool> IsRoomAsync(FunctionName function, CancellationToken cancellationToken) =>
        (await catalogue.ListAsync(null, cancellationToken)).Count < settings.MaxFunctions
        || await catalogue.GetAsync(function, cancellationToken) is not null;
}
