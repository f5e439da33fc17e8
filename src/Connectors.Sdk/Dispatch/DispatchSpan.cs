using System.Diagnostics;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Tracing;

namespace Connectors.Sdk.Dispatch;

/// <summary>The span of one function's part of an event.</summary>
internal static class DispatchSpan
{
    private static readonly ActivitySource Source = new("Connectors.Sdk");

    /// <summary>
    /// Begins it under the trace that the event's headers name, and makes the call its child. Without a listener the call keeps what the
    /// event bore.
    /// </summary>
    public static Activity? Start(ref EventCall call)
    {
        var span = Spans.Start(Source, $"dispatch {call.Connector}", ActivityKind.Producer, TraceHeaders.Read(call.Headers));
        if (span is null)
            return null;
        // Those of the event are shared by all its functions.
        var headers = new InvocationHeaders(call.Headers);
        TraceHeaders.Set(headers, span);
        call = call with { Headers = headers };
        return span.SetTag("messaging.system", "connectors")
            .SetTag("messaging.operation.name", "dispatch")
            .SetTag("messaging.operation.type", "send")
            .SetTag("messaging.destination.name", KnownAnnotations.QueueOf(call.Annotations))
            .SetTag("faas.invoked_name", call.Function.ToString())
            .SetTag("connectors.connector", call.Connector)
            .SetTag("connectors.topic", call.Event.Topic);
    }
}
