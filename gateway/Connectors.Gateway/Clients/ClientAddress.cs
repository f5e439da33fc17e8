using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Clients;

/// <summary>
/// Who sends a request: the other end of its connection, or whom a trusted proxy there names (<see cref="ForwardedClient"/>, which runs
/// before everything else, has seen to that). IPv4 in an IPv6 spelling is IPv4.
/// </summary>
/// <param name="Address">The whole address, for logs; <see cref="IPAddress.None"/> when the connection has none.</param>
internal readonly record struct ClientAddress(IPAddress Address)
{
    private const int NetworkBytes = 8;

    /// <summary>What counts as one client: an IPv4 address, or the /64 network of an IPv6 address, since one machine has a whole one.</summary>
    public IPAddress Network => Address.AddressFamily == AddressFamily.InterNetworkV6 ? NetworkOf(Address) : Address;

    /// <summary>The sender of a request.</summary>
    public static ClientAddress Of(HttpContext context) => new(Plain(context.Connection.RemoteIpAddress ?? IPAddress.None));

    /// <summary>An address in its one spelling.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <inheritdoc/>
    public override string ToString() => Address.Equals(IPAddress.None) ? "unknown" : Address.ToString();

    private static IPAddress NetworkOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[NetworkBytes..].Clear();
        return new IPAddress(bytes);
    }
}
