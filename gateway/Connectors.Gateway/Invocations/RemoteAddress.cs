using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Invocations;

/// <summary>Who called, as <c>X-Forwarded-For</c> says it.</summary>
internal static class RemoteAddress
{
    private static readonly object key = new();

    /// <summary><c>ip:port</c>; null when the connection has no address.</summary>
    public static string? Of(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
            return null;
        if (context.Features.Get<IConnectionItemsFeature>()?.Items is not { } items)
            return Text(address, context);
        // The calls of a connection share what was made for its first, unless a proxy calls for somebody else.
        if (items.TryGetValue(key, out var known) && known is Made made && ReferenceEquals(made.Address, address))
            return made.Text;
        made = new Made(address, Text(address, context));
        items[key] = made;
        return made.Text;
    }

    private static string Text(IPAddress address, HttpContext context) =>
        new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, context.Connection.RemotePort).ToString();

    private sealed record Made(IPAddress Address, string Text);
}
