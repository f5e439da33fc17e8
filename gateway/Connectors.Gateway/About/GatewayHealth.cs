using Connectors.Core.Providers;
using Connectors.Gateway.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.About;

/// <summary><c>GET /healthz</c>: the provider's answer where it is elsewhere.</summary>
internal static class GatewayHealth
{
    public static Task Answer(HttpContext context)
    {
        if (context.RequestServices.GetService<IProviderHealth>()?.Fault is { } fault)
            return PlainAnswer.Write(context, StatusCodes.Status503ServiceUnavailable, fault);
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("OK", context.RequestAborted);
    }
}
