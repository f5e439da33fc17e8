using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Remote.Access;
using Connectors.Providers.Remote.Catalogue;

namespace Connectors.Providers.Remote.Usage;

/// <summary>CPU and memory as the provider measures them. Thread-safe.</summary>
internal sealed class RemoteUsage(ProviderAccess access) : IFunctionUsage
{
    public async ValueTask<FunctionUsage?> GetAsync(FunctionName function, CancellationToken cancellationToken) =>
        (await access.ReadAsync($"{FunctionReading.RouteOf(function)}&usage=1", OpenFaasJson.Default.FunctionStatus, cancellationToken))?.Usage;
}
