using System.Net;
using Connectors.Core.Providers;
using Connectors.Providers.Faasd.Networks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd.Companions.Ports;

/// <summary>Leads containers to what listens on the machine's loopback, and to nothing else there.</summary>
internal sealed class BridgeDoors(IPEndPoint[] listens, NetworkOptions network, TimeProvider time, ILogger<BridgeDoors> logger) : IHostedService
{
    private const string Name = "the hub";

    private readonly List<PortForward> doors = [];

    /// <exception cref="ProviderUnavailableException">A port is taken there; the message says which.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var listen in listens)
                doors.Add(PortForward.StartEarly(Name, new CompanionPort(network.HostAddress, listen.Port, listen.Port), () => listen.Address, time, logger));
        }
        catch (PortForwardException taken)
        {
            await StopAsync(CancellationToken.None);
            throw new ProviderUnavailableException(taken.Message, taken);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var door in doors)
            await door.DisposeAsync();
        doors.Clear();
    }
}
