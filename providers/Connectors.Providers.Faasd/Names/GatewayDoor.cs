using System.Net;
using Connectors.Providers.Faasd.Companions;
using Connectors.Providers.Faasd.Companions.Ports;
using Connectors.Providers.Faasd.Networks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd.Names;

/// <summary>Leads functions that call <c>http://gateway:8080/</c> to a gateway that listens on the machine's loopback alone, which they cannot reach otherwise.</summary>
internal sealed class GatewayDoor(IPEndPoint gateway, NetworkOptions network, TimeProvider time, ILogger<GatewayDoor> logger) : IHostedService, IAsyncDisposable
{
    private PortForward? forward;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            forward = PortForward.StartOnBridge("gateway", new CompanionPort(network.HostAddress, gateway.Port, gateway.Port), () => gateway.Address, time, logger);
        }
        catch (PortForwardException taken)
        {
            // Functions run without it; those that call others by the gateway do not.
            Log.GatewayUnreachable(logger, taken);
        }
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref forward, null) is { } running)
            await running.DisposeAsync();
    }
}
