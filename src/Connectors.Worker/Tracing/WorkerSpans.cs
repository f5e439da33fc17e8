using System.Diagnostics;
using Connectors.Core.Queues;
using Connectors.Core.Tracing;

namespace Connectors.Worker.Tracing;

/// <summary>The spans of the worker: attempts and tries of callbacks.</summary>
internal static class WorkerSpans
{
    public const string SourceName = "Connectors.Worker";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>One attempt, under the span that enqueued the invocation; all attempts and runs of it are of one trace.</summary>
    public static Activity? Attempt(IInvocationLease lease)
    {
        var invocation = lease.Invocation;
        var span = Spans.Start(Source, $"process {invocation.Queue}", ActivityKind.Consumer, TraceHeaders.Read(invocation.Headers));
        return span?.SetTag("messaging.system", "connectors")
            .SetTag("messaging.operation.name", "process")
            .SetTag("messaging.operation.type", "process")
            .SetTag("messaging.destination.name", invocation.Queue)
            .SetTag("messaging.message.id", invocation.CallId.ToString())
            .SetTag("faas.trigger", "pubsub")
            .SetTag("faas.invoked_name", invocation.Function.ToString())
            .SetTag("connectors.run", invocation.Run)
            .SetTag("connectors.attempt", lease.Attempt);
    }

    /// <summary>One try of a callback, under the attempt whose result it reports.</summary>
    // Neither path nor query is told: addresses of callbacks may hold secrets.
    public static Activity? Callback(CallbackDelivery delivery, int attempt)
    {
        var span = Spans.Start(Source, "callback", ActivityKind.Client, TraceHeaders.Read(delivery.Result.Headers));
        return span?.SetTag("http.request.method", "POST")
            .SetTag("http.request.resend_count", attempt - 1)
            .SetTag("url.scheme", delivery.Url.Scheme)
            .SetTag("server.address", delivery.Url.Host)
            .SetTag("server.port", delivery.Url.Port)
            .SetTag("faas.invoked_name", delivery.Function.ToString())
            .SetTag("connectors.call_id", delivery.CallId.ToString());
    }
}
