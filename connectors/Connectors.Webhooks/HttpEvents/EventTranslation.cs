using Connectors.Core.Invocations;
using Connectors.Core.Tracing;
using Connectors.Sdk.Events;
using Connectors.Webhooks.Intake;
using Microsoft.AspNetCore.Http;

namespace Connectors.Webhooks.HttpEvents;

/// <summary>Makes an event of a request to <c>/event/{topic}</c>: a structured CloudEvent, a binary one, or plain bytes.</summary>
internal static class EventTranslation
{
    private const string StructuredType = "application/cloudevents+json";
    private const string AnyCloudEventsType = "application/cloudevents";
    private const int LongestId = 1024;
    private const int LongestKey = 256;

    public static Judgement Translate(string topic, IHeaderDictionary headers, ReadOnlyMemory<byte> body)
    {
        var type = headers.ContentType.ToString();
        if (MediaTypeOf(type).Equals(StructuredType, StringComparison.OrdinalIgnoreCase))
        {
            return StructuredCloudEvent.TryRead(body, out var structured, out var fault)
                ? Compose(topic, headers, structured)
                : Judgement.Refused(Refusal.Malformed(fault));
        }
        if (type.StartsWith(AnyCloudEventsType, StringComparison.OrdinalIgnoreCase))
        {
            return Judgement.Refused(new Refusal(
                StatusCodes.Status415UnsupportedMediaType, $"of the CloudEvents formats only {StructuredType} is understood, one event a request"));
        }
        var attributes = BinaryAttributes(headers);
        return attributes.Count > 0 && CloudEventAttributes.Fault(attributes) is { } malformed
            ? Judgement.Refused(Refusal.Malformed(malformed))
            : Compose(topic, headers, new CloudEvent(attributes, InvocationBody.FromMemory(body), type.Length > 0 ? type : null));
    }

    private static Judgement Compose(string topic, IHeaderDictionary headers, CloudEvent cloudEvent)
    {
        var attributes = cloudEvent.Attributes;
        if (!TrySingle(headers, "Idempotency-Key", LongestKey, out var key) || !TrySingle(headers, "X-Ordering-Key", LongestKey, out var order))
            return Judgement.Refused(Refusal.Malformed($"Idempotency-Key and X-Ordering-Key may be there once each, with 1 to {LongestKey} characters"));
        var id = IdOf(topic, key, attributes);
        if (id?.Length > LongestId)
            return Judgement.Refused(Refusal.Malformed($"the CloudEvents attributes 'source' and 'id' are longer than {LongestId} characters together"));
        var time = CloudEventAttributes.Value(attributes, "time") is { } text && CloudEventAttributes.TryTime(text, out var parsed) ? parsed : (DateTimeOffset?)null;
        return Judgement.Taken(new ConnectorEvent
        {
            Topic = topic,
            Body = cloudEvent.Data,
            ContentType = cloudEvent.ContentType,
            Headers = WithTrace(attributes, headers),
            Id = id,
            Key = order,
            Time = time,
        });
    }

    // The first word keeps ids of different origins apart; sources of CloudEvents hold no blanks once encoded.
    private static string? IdOf(string topic, string? key, InvocationHeaders attributes)
    {
        if (key is not null)
            return $"key {topic} {key}";
        return attributes.Count > 0
            ? $"ce {CloudEventAttributes.Value(attributes, "source")} {CloudEventAttributes.Value(attributes, "id")}"
            : null;
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

    private static InvocationHeaders BinaryAttributes(IHeaderDictionary headers)
    {
        var attributes = new InvocationHeaders();
        foreach (var (name, values) in headers)
        {
            if (!name.StartsWith(CloudEventAttributes.Prefix, StringComparison.OrdinalIgnoreCase))
                continue;
            foreach (var value in values)
                attributes.Add(name, value ?? "");
        }
        return attributes;
    }

    private static bool TrySingle(IHeaderDictionary headers, string name, int longest, out string? value)
    {
        value = null;
        if (!headers.TryGetValue(name, out var values))
            return true;
        value = values.Count == 1 ? values[0] : null;
        return value is { Length: > 0 } && value.Length <= longest;
    }

    private static ReadOnlySpan<char> MediaTypeOf(string contentType)
    {
        var end = contentType.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? contentType : contentType[..end]).AsSpan().Trim();
    }
}
