using Connectors.Core.Invocations;
using Connectors.Sdk.Events;

namespace Connectors.Sdk.Dispatch;

/// <summary>The headers of an event's invocation.</summary>
internal static class EventHeaders
{
    // An event must not steer the queue, frame the request anew, or pretend to be an attempt of ours.
    private static readonly HashSet<string> NotTheEvents = new(StringComparer.OrdinalIgnoreCase)
    {
        "X-Topic", "X-Connector", "Content-Type",
        "X-Callback-Url", "X-Delay", "X-Not-Before", "X-Ordering-Key", "Idempotency-Key",
        "X-Call-Id", "X-Start-Time", "X-Correlation-Id", "X-Retry", "X-Retry-Max", "X-Duplicate",
        "Host", "Content-Length", "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection",
        "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Expect",
    };

    public static InvocationHeaders Of(ConnectorEvent connectorEvent, string connector, string defaultContentType)
    {
        var headers = new InvocationHeaders
        {
            { "Content-Type", HeaderText.Value(connectorEvent.ContentType ?? connectorEvent.Headers.First("Content-Type") ?? defaultContentType) },
            { "X-Topic", HeaderText.Value(connectorEvent.Topic) },
            { "X-Connector", HeaderText.Value(connector) },
        };
        foreach (var (key, value) in connectorEvent.Headers)
        {
            if (HeaderText.Name(key) is { } name && !NotTheEvents.Contains(name))
                headers.Add(name, HeaderText.Value(value));
        }
        return headers;
    }
}
