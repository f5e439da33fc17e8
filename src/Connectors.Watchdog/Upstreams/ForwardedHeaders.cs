using System.Net.Http.Headers;
using Connectors.Watchdog.Serving;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Connectors.Watchdog.Upstreams;

/// <summary>Carries end-to-end headers across; those of the connection stay behind.</summary>
internal static class ForwardedHeaders
{
    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "HTTP2-Settings",
    };

    private static readonly HashSet<string> None = [];

    /// <summary>From the caller to the upstream.</summary>
    public static void CopyRequest(HttpRequest from, HttpRequestMessage to)
    {
        var named = Named(from.Headers.Connection);
        foreach (var (name, values) in from.Headers)
        {
            // The length belongs to the body's own framing, and the server here has answered the expectation.
            if (OfTheConnection.Contains(name) || named.Contains(name) || Is(name, "Content-Length") || Is(name, "Expect"))
                continue;
            if (!Add(to.Headers, name, values) && to.Content is { } content)
                Add(content.Headers, name, values);
        }
    }

    /// <summary>From the upstream to the caller.</summary>
    public static void CopyResponse(HttpResponseMessage from, HttpResponse to)
    {
        var named = Named(from.Headers.NonValidated.TryGetValues("Connection", out var values) ? new StringValues([.. values]) : default);
        Copy(from.Headers.NonValidated, named, to.Headers);
        Copy(from.Content.Headers.NonValidated, named, to.Headers);
    }

    private static void Copy(HttpHeadersNonValidated from, HashSet<string> named, IHeaderDictionary to)
    {
        foreach (var (name, values) in from)
        {
            // Only the watchdog speaks for the watchdog.
            if (!OfTheConnection.Contains(name) && !named.Contains(name) && !Is(name, PlainAnswer.InternalHeader))
                to.Append(name, values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]));
        }
    }

    // Nearly all have one value, for which no list is needed.
    private static bool Add(HttpHeaders to, string name, StringValues values) =>
        values.Count == 1 ? to.TryAddWithoutValidation(name, values.ToString()) : to.TryAddWithoutValidation(name, (IEnumerable<string?>)values);

    private static HashSet<string> Named(StringValues connection)
    {
        if (connection.Count == 0)
            return None;
        var named = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in connection)
        {
            foreach (var name in (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                named.Add(name);
        }
        return named;
    }

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
