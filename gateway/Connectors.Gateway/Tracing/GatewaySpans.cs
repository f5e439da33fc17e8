using System.Diagnostics;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Tracing;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Tracing;

/// <summary>The spans of the gateway: a synchronous call, and the taking in of an asynchronous one.</summary>
internal static class GatewaySpans
{
    public const string SourceName = "Connectors.Gateway";

    private static readonly ActivitySource source = new(SourceName);

    /// <summary>A synchronous call from its request to the end of its answer.</summary>
    public static Activity? Call(HttpContext context, FunctionName function, string callId)
    {
        var request = context.Request;
        var span = Spans.Start(source, $"{request.Method} /function/{{name}}", ActivityKind.Server, Caller(request.Headers));
        return span?.SetTag("http.request.method", request.Method)
            .SetTag("http.route", "/function/{name}")
            .SetTag("url.scheme", request.Scheme)
            .SetTag("url.path", request.Path.Value)
            .SetTag("faas.trigger", "http")
            .SetTag("faas.invoked_name", function.ToString())
            .SetTag("connectors.call_id", callId);
    }

    /// <summary>An asynchronous call until it is stored.</summary>
    public static Activity? Enqueue(HttpContext context, string queue, FunctionName function)
    {
        var span = Spans.Start(source, $"enqueue {queue}", ActivityKind.Producer, Caller(context.Request.Headers));
        return span?.SetTag("messaging.system", "connectors")
            .SetTag("messaging.operation.name", "enqueue")
            .SetTag("messaging.operation.type", "send")
            .SetTag("messaging.destination.name", queue)
            .SetTag("faas.invoked_name", function.ToString());
    }

    /// <summary>The call is stored, now or before.</summary>
    public static void Stored(this Activity span, EnqueueResult stored) =>
        span.SetTag("messaging.message.id", stored.CallId.ToString()).SetTag("connectors.duplicate", stored.Duplicate);

    private static ActivityContext Caller(IHeaderDictionary headers) =>
        TraceHeaders.Read(headers.TraceParent.Count == 1 ? headers.TraceParent[0] : null, headers.TraceState.ToString());
}
