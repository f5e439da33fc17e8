using System.Globalization;
using Connectors.Core.Invocations;
using Connectors.Sdk.Events;

namespace Connectors.Nats.Messages;

/// <summary>Turns messages into events.</summary>
internal static class NatsEvents
{
    private const string MessageId = "Nats-Msg-Id";
    private const string Prefix = "X-Nats-";

    // Those belong to everybody's traces, not to NATS.
    private static readonly HashSet<string> Unchanged = new(StringComparer.OrdinalIgnoreCase) { "traceparent", "tracestate", "baggage" };

    public static ConnectorEvent Of(NatsMessage message)
    {
        var headers = new InvocationHeaders();
        var (id, contentType) = (default(string), default(string));
        foreach (var (name, values) in message.Headers ?? [])
        {
            if (name.Equals(MessageId, StringComparison.OrdinalIgnoreCase))
                id = values.FirstOrDefault(value => !string.IsNullOrEmpty(value));
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
                contentType = values.FirstOrDefault();
            foreach (var value in values)
                headers.Add(NameOf(name), value ?? "");
        }
        if (message.Place is { } place)
            Place(headers, place);
        return new ConnectorEvent
        {
            Topic = message.Subject,
            Body = InvocationBody.FromMemory(message.Payload),
            ContentType = string.IsNullOrWhiteSpace(contentType) ? null : contentType,
            Headers = headers,
            Time = message.Place?.Stored,
            // The publisher's own identity holds over streams; a place in a stream is the next best.
            Id = id ?? (message.Place is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known.Stream}/{known.Sequence}") : null),
            WantsAnswer = message.Reply is not null,
        };
    }

    /// <summary>The name under which a message's header reaches functions.</summary>
    public static string NameOf(string header) => Unchanged.Contains(header)
        ? header
        : Prefix + (header.StartsWith("Nats-", StringComparison.OrdinalIgnoreCase) ? header[5..] : header);

    private static void Place(InvocationHeaders headers, StreamPlace place)
    {
        headers.Add(Prefix + "Stream", place.Stream);
        headers.Add(Prefix + "Sequence", place.Sequence.ToString(CultureInfo.InvariantCulture));
        headers.Add(Prefix + "Deliveries", place.Deliveries.ToString(CultureInfo.InvariantCulture));
    }
}
