using Connectors.Core.Invocations;
using Connectors.Core.Tracing;
using Connectors.Sdk.Events;
using Connectors.Webhooks.CloudEvents;
using Connectors.Webhooks.Deliveries;
using Connectors.Webhooks.Intake;
using Microsoft.AspNetCore.Http;

namespace Connectors.Webhooks.HttpEvents;

/// <summary>Makes events of a request to <c>/event/{topic}</c>: CloudEvents, structured, binary or several at once, or plain bytes.</summary>
internal static class EventTranslation
{
    private const int LongestId = 1024;
    private const int LongestKey = 256;

    public static Judgement Translate(string topic, IHeaderDictionary headers, ReadOnlyMemory<byte> body)
    {
        if (!CloudEventReading.TryRead(headers, body, out var received, out var isBatch, out var refusal))
            return Judgement.Refused(refusal);
        if (!TrySingle(headers, "Idempotency-Key", LongestKey, out var key) || !TrySingle(headers, "X-Ordering-Key", LongestKey, out var order))
            return Judgement.Refused(Refusal.Malformed($"Idempotency-Key and X-Ordering-Key may be there once each, with 1 to {LongestKey} characters"));
        if (isBatch && key is not null)
            return Judgement.Refused(Refusal.Malformed("the events of a batch have ids of their own; leave Idempotency-Key out"));
        var events = new List<ConnectorEvent>(received.Count);
        foreach (var cloudEvent in received)
        {
            var id = key is null ? CloudEventReading.IdOf(cloudEvent) : $"key {topic} {key}";
            if (id?.Length > LongestId)
                return Judgement.Refused(Refusal.Malformed($"the CloudEvents attributes 'source' and 'id' are longer than {LongestId} characters together"));
            events.Add(new ConnectorEvent
            {
                Topic = topic,
                Body = cloudEvent.Data,
                ContentType = cloudEvent.ContentType,
                Headers = WithTrace(cloudEvent.Attributes, headers),
                Id = id,
                Key = order,
                Time = CloudEventReading.TimeOf(cloudEvent),
            });
        }
        return Judgement.Of(isBatch ? WebhookReading.Batch(events) : WebhookReading.Of(events[0]));
    }

    // The sender's trace goes on in the functions that its event calls.
    private static InvocationHeaders WithTrace(InvocationHeaders attributes, IHeaderDictionary headers)
    {
        if (headers.TraceParent is not [{ Length: > 0 } parent])
            return attributes;
        var all = new InvocationHeaders(attributes) { { TraceHeaders.Parent, parent } };
        if (headers.TraceState.Count > 0)
            all.Add(TraceHeaders.State, headers.TraceState.ToString());
        return all;
    }

    private static bool TrySingle(IHeaderDictionary headers, string name, int longest, out string? value)
    {
        value = null;
        if (!headers.TryGetValue(name, out var values))
            return true;
        value = values.Count == 1 ? values[0] : null;
        return value is { Length: > 0 } && value.Length <= longest;
    }
}
