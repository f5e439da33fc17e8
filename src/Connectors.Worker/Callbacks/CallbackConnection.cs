using System.Net;
using System.Net.Sockets;
using Connectors.Core.Callbacks;
using Microsoft.Extensions.Logging;

namespace Connectors.Worker.Callbacks;

/// <summary>Turns a host name into addresses.</summary>
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellationToken);

/// <summary>A callback's target is at an address where no callback may go.</summary>
internal sealed class ForbiddenAddressException(string host, IPAddress address)
    : IOException($"callbacks to {host} at {address} are not allowed by callback.allow");

/// <summary>
/// Connects callbacks: resolves the host once and connects to exactly the addresses that were checked, so that a name cannot mean one
/// address for the check and another for the connection.
/// </summary>
internal sealed class CallbackConnection(CallbackAllowList allow, ResolveHost resolve, ILogger<CallbackConnection> logger)
{
    /// <exception cref="ForbiddenAddressException">None of the host's addresses is allowed.</exception>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(target.Host, out var literal) ? [literal] : await resolve(target.Host, cancellationToken);
        Exception failure = new SocketException((int)SocketError.HostNotFound);
        foreach (var address in addresses)
        {
            if (allow.AllowsAddress(target.Host, address))
            {
                try
                {
                    return await OpenAsync(new IPEndPoint(address, target.Port), cancellationToken);
                }
                catch (SocketException exception)
                {
                    logger.ConnectFailed(new IPEndPoint(address, target.Port), exception.Message);
                    failure = exception;
                }
            }
            else if (failure is SocketException { SocketErrorCode: SocketError.HostNotFound })
            {
                failure = new ForbiddenAddressException(target.Host, address);
            }
        }
        throw failure;
    }

    private static async ValueTask<Stream> OpenAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
