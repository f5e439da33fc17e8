using System.Net;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Clients;

/// <summary>
/// Puts the client's address in the place of a trusted proxy's, so that whoever asks a request for its sender, routes of connectors
/// included, is told who it really is. <c>X-Forwarded-For</c> is read from its end, where the nearest proxy has written, and believed as
/// far as trusted proxies speak: what comes before the first address that is none of them the client may have made up. The header itself
/// stays as it came, for functions to read.
/// </summary>
internal sealed class ForwardedClient(RequestDelegate next, TrustedProxies proxies)
{
    private const string Header = "X-Forwarded-For";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is { } nearest)
            context.Connection.RemoteIpAddress = ClientBehind(ClientAddress.Plain(nearest), context.Request.Headers[Header].ToArray());
        return next(context);
    }

    private IPAddress ClientBehind(IPAddress nearest, string?[] lines)
    {
        var client = nearest;
        for (var line = lines.Length - 1; line >= 0; line--)
        {
            var rest = lines[line].AsSpan();
            while (!rest.IsEmpty)
            {
                var comma = rest.LastIndexOf(',');
                // Who speaks is no proxy of ours, or names nobody: it is itself the last we know of.
                if (!proxies.Hold(client) || !AddressText.TryParse(rest[(comma + 1)..].Trim(), out var named))
                    return client;
                client = named;
                rest = rest[..Math.Max(comma, 0)];
            }
        }
        return client;
    }
}
