using System.Text;
using Connectors.Core.Providers;
using Connectors.Gateway.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.About;

/// <summary><c>GET /healthz</c>: the provider's answer where it is elsewhere.</summary>
internal static class GatewayHealth
{
    /// <summary>Load balancers ask by either.</summary>
    public static readonly string[] Verbs = ["GET", "HEAD"];

    /// <summary>On the gateway's port.</summary>
    public static Task Answer(HttpContext context) =>
        context.RequestServices.GetService<IProviderHealth>()?.Fault is { } fault
            ? PlainAnswer.Write(context, StatusCodes.Status503ServiceUnavailable, fault)
            : Write(context, "OK");

    /// <summary>On the port that Prometheus reads: that the process runs, and what should be mended.</summary>
    public static Task AnswerOperator(HttpContext context, IServiceProvider rooms) =>
        Write(context, string.Join('\n', ["OK", .. rooms.GetServices<HealthRemark>().Select(remark => remark.Now).OfType<string>()]));

    /// <summary>200 with a text.</summary>
    public static Task Write(HttpContext context, string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
