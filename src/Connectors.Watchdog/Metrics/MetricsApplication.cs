using Connectors.Watchdog.Serving;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Connectors.Watchdog.Metrics;

/// <summary>Answers <c>GET /metrics</c>.</summary>
internal sealed class MetricsApplication(CallMetrics metrics) : IHttpApplication<HttpContext>
{
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public Task ProcessRequestAsync(HttpContext context)
    {
        if (context.Request.Path.Value is not "/metrics")
            return PlainAnswer.WriteAsync(context, StatusCodes.Status404NotFound, "404 page not found\n");
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return Task.CompletedTask;
        }
        context.Response.ContentType = Exposition.ContentType;
        return context.Response.WriteAsync(Exposition.Write(metrics), context.RequestAborted);
    }
}
