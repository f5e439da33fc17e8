using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Invocations;

/// <summary>Who called, as <c>X-Forwarded-For</c> says it.</summary>
internal static class RemoteAddress
{
    // Kept by the connection, whose calls all have it.
    private static readonly object key = new();

    /// <summary><c>ip:port</c>; null when the connection has no address.</summary>
    public static string? Of(HttpContext context)
    {
        if (context.Features.Get<IConnectionItemsFeature>()?.Items is not { } items)
            return Text(context);
        if (items.TryGetValue(key, out var known))
            return (string?)known;
        var text = Text(context);
        items[key] = text;
        return text;
    }

    private static string? Text(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
            return null;
        return new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, context.Connection.RemotePort).ToString();
    }
}
