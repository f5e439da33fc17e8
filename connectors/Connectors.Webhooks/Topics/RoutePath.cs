using Microsoft.AspNetCore.Http;

namespace Connectors.Webhooks.Topics;

/// <summary>The end of a path that a catch-all route found.</summary>
internal static class RoutePath
{
    /// <summary>Decoded, without a slash at its ends. Servers leave an encoded slash as it is, so it is decoded here.</summary>
    public static string Rest(HttpContext http, string parameter)
    {
        var rest = http.Request.RouteValues[parameter] as string ?? "";
        return rest.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase).Trim('/');
    }
}
