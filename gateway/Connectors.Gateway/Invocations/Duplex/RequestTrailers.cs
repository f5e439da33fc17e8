using System.Text;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Invocations.Duplex;

/// <summary>What a caller sent behind its body. The client knows no trailers of requests, so they are found by way of the caller's request.</summary>
internal static class RequestTrailers
{
    private static readonly HttpRequestOptionsKey<HttpRequest> caller = new("Connectors.Caller");

    /// <summary>Says whose trailers the request will have.</summary>
    public static void Follow(HttpRequestMessage request, HttpRequest of) => request.Options.Set(caller, of);

    /// <summary>The lines, once the caller's body has been read to its end; empty when there are none.</summary>
    public static string Of(HttpRequestMessage request)
    {
        if (!request.Options.TryGetValue(caller, out var from) || !from.SupportsTrailers() || !from.CheckTrailersAvailable())
            return "";
        var lines = new StringBuilder();
        foreach (var (name, values) in from.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestTrailersFeature>()!.Trailers)
        {
            // What frames or steers a message has no place behind it; and over HTTP/2 a name may hold what ends a line here.
            if (!HeaderRules.IsName(name) || HeaderRules.IsFraming(name) || name.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
                continue;
            foreach (var value in values)
                lines.Append(name).Append(": ").Append(HeaderRules.Value(value ?? "")).Append("\r\n");
        }
        return lines.ToString();
    }
}
