using Microsoft.Extensions.Hosting;

namespace Connectors.Sdk.Apart;

/// <summary>Keeps a host from starting what is registered after it until the gateway has told its functions once.</summary>
internal sealed class FirstLook(GatewayCatalogue catalogue) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => catalogue.FirstSnapshotAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
