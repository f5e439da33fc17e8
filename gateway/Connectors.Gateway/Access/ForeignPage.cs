using System.Net;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Access;

/// <summary>
/// Tells requests that a web page made a browser send. Listening on loopback keeps other machines out, but not pages from elsewhere in a
/// browser on this one: they may post across sites, and reach the gateway under a name of their own that leads to loopback.
/// </summary>
internal static class ForeignPage
{
    /// <summary>True when the request names a host that is not this machine, or says that a page of another site sent it.</summary>
    public static bool Sent(HttpRequest request) =>
        !IsLoopback(request.Host.Host)
        || request.Headers["Sec-Fetch-Site"] == "cross-site"
        || request.Headers.Origin is [{ Length: > 0 } origin] && !(Uri.TryCreate(origin, UriKind.Absolute, out var page) && IsLoopback(page.Host));

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);
}
