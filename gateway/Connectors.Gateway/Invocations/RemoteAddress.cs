using System.Net;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Invocations;

/// <summary>Who called, as <c>X-Forwarded-For</c> says it.</summary>
internal static class RemoteAddress
{
    /// <summary><c>ip:port</c>; null when the connection has no address.</summary>
    public static string? Of(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
            return null;
        return new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, context.Connection.RemotePort).ToString();
    }
}
