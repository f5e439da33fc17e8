using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.About;

/// <summary><c>GET /healthz</c>.</summary>
internal static class GatewayHealth
{
    public static Task Answer(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("OK", context.RequestAborted);
    }
}
