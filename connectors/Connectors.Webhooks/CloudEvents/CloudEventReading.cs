using System.Diagnostics.CodeAnalysis;
using Connectors.Core.Invocations;
using Connectors.Webhooks.Intake;
using Microsoft.AspNetCore.Http;

namespace Connectors.Webhooks.CloudEvents;

/// <summary>Reads the CloudEvents of a request in the three modes of the HTTP binding; what is none is a plain event without attributes.</summary>
internal static class CloudEventReading
{
    private const string StructuredType = "application/cloudevents+json";
    private const string BatchType = "application/cloudevents-batch+json";
    private const string AnyType = "application/cloudevents";

    public static bool TryRead(
        IHeaderDictionary headers, ReadOnlyMemory<byte> body,
        [NotNullWhen(true)] out IReadOnlyList<CloudEvent>? events, out bool isBatch, [NotNullWhen(false)] out Refusal? refusal)
    {
        var type = headers.ContentType.ToString();
        var media = MediaTypeOf(type);
        isBatch = media.Equals(BatchType, StringComparison.OrdinalIgnoreCase);
        events = null;
        string? fault = null;
        refusal = null;
        if (isBatch)
            StructuredCloudEvent.TryReadBatch(body, out events, out fault);
        else if (media.Equals(StructuredType, StringComparison.OrdinalIgnoreCase))
            StructuredCloudEvent.TryRead(body, out events, out fault);
        else if (media.StartsWith(AnyType, StringComparison.OrdinalIgnoreCase))
            refusal = new Refusal(StatusCodes.Status415UnsupportedMediaType, $"of the CloudEvents formats only {StructuredType} and {BatchType} are understood");
        else if (Binary(headers, type, body, out fault) is { } binary)
            events = [binary];
        refusal ??= events is null ? Refusal.Malformed(fault!) : null;
        return events is not null;
    }

    /// <summary>An identity of the event: its source and its own id, which belong together. Null when it is no CloudEvent.</summary>
    public static string? IdOf(CloudEvent cloudEvent) => cloudEvent.Attributes.Count == 0
        ? null
        // Sources hold no blanks once encoded.
        : $"ce {CloudEventAttributes.Value(cloudEvent.Attributes, "source")} {CloudEventAttributes.Value(cloudEvent.Attributes, "id")}";

    public static DateTimeOffset? TimeOf(CloudEvent cloudEvent) =>
        CloudEventAttributes.Value(cloudEvent.Attributes, "time") is { } text && CloudEventAttributes.TryTime(text, out var time) ? time : null;

    private static CloudEvent? Binary(IHeaderDictionary headers, string type, ReadOnlyMemory<byte> body, out string? fault)
    {
        var attributes = new InvocationHeaders();
        foreach (var (name, values) in headers)
        {
            if (!name.StartsWith(CloudEventAttributes.Prefix, StringComparison.OrdinalIgnoreCase))
                continue;
            foreach (var value in values)
                attributes.Add(name, value ?? "");
        }
        fault = attributes.Count > 0 ? CloudEventAttributes.Fault(attributes) : null;
        return fault is null ? new CloudEvent(attributes, InvocationBody.FromMemory(body), type.Length > 0 ? type : null) : null;
    }

    private static ReadOnlySpan<char> MediaTypeOf(string contentType)
    {
        var end = contentType.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? contentType : contentType[..end]).AsSpan().Trim();
    }
}
