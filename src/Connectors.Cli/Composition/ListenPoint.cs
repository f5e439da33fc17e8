using System.Net;
using System.Net.Sockets;
using Connectors.Cli.Commands;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Connectors.Cli.Composition;

/// <summary>An address that a server of this process listens on, and the setting that chose it.</summary>
internal sealed record ListenPoint(string Setting, string Flag, IPEndPoint Address)
{
    public static ListenPoint Of(string setting, string flag, string address) => new(setting, flag, IPEndPoint.Parse(address));

    /// <summary>Tries the address before anything is started, so that a port in use costs nobody a start and a stop.</summary>
    /// <exception cref="HubFailureException">It cannot be listened on.</exception>
    public void Probe()
    {
        try
        {
            using var probe = new Socket(Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            // As the server will do it: connections of a hub that has just ended do not count as use.
            probe.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            probe.Bind(Address);
            probe.Listen();
        }
        catch (SocketException refused)
        {
            throw Refused(refused);
        }
    }

    /// <summary>A sentence naming the address, the reason and the remedy.</summary>
    public HubFailureException Refused(Exception cause) => new(
        cause is SocketException { SocketErrorCode: not SocketError.AddressAlreadyInUse } other
            ? $"cannot listen on {Address} ({Setting}): {other.Message}; choose another address with {Flag}"
            : $"{Address} ({Setting}) is in use by another program; stop it, or choose another port with {Flag}",
        cause);

    /// <summary>Where the server listens now that it runs, also when it was asked for any free port; wildcard addresses as loopback.</summary>
    public static Uri Bound(WebApplication application)
    {
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var url = new UriBuilder(address);
        if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)))
            url.Host = "127.0.0.1";
        return url.Uri;
    }
}
