using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Connectors.Core.Invocations;
using Connectors.Webhooks.Deliveries;
using Microsoft.Net.Http.Headers;

namespace Connectors.Webhooks.CloudEvents;

/// <summary>A CloudEvent as one JSON object, attributes and data together, or a batch of such.</summary>
internal static class StructuredCloudEvent
{
    public const int LargestBatch = 10_000;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = JsonText.Deepest };

    public static bool TryRead(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out IReadOnlyList<CloudEvent>? events, [NotNullWhen(false)] out string? fault) =>
        TryParse(json, root => ReadOne(root), out events, out fault);

    public static bool TryReadBatch(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out IReadOnlyList<CloudEvent>? events, [NotNullWhen(false)] out string? fault) =>
        TryParse(json, root => ReadMany(root), out events, out fault);

    private static bool TryParse(
        ReadOnlyMemory<byte> json, Func<JsonElement, (IReadOnlyList<CloudEvent>?, string?)> read,
        [NotNullWhen(true)] out IReadOnlyList<CloudEvent>? events, [NotNullWhen(false)] out string? fault)
    {
        events = null;
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            (events, fault) = read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            fault = $"the body is not JSON, names a property twice, is nested more than {JsonText.Deepest} deep, or has text that is not Unicode";
        }
        fault = events is null ? fault ?? "the body is no CloudEvent" : null;
        return events is not null;
    }

    private static (IReadOnlyList<CloudEvent>?, string?) ReadOne(JsonElement root) =>
        Read(root, out var cloudEvent) is { } fault ? (null, fault) : ([cloudEvent!], null);

    private static (IReadOnlyList<CloudEvent>?, string?) ReadMany(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() > LargestBatch)
            return (null, $"a batch of CloudEvents is a JSON array of at most {LargestBatch}");
        var events = new List<CloudEvent>(root.GetArrayLength());
        foreach (var element in root.EnumerateArray())
        {
            if (Read(element, out var cloudEvent) is { } fault)
                return (null, $"event {events.Count + 1} of the batch: {fault}");
            events.Add(cloudEvent!);
        }
        return (events, null);
    }

    private static string? Read(JsonElement root, out CloudEvent? cloudEvent)
    {
        cloudEvent = null;
        if (root.ValueKind != JsonValueKind.Object)
            return "a structured CloudEvent is a JSON object";
        var attributes = new InvocationHeaders();
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name is "data" or "data_base64" or "datacontenttype" || property.Value.ValueKind == JsonValueKind.Null)
                continue;
            if (Text(property.Value) is not { } value)
                return "a CloudEvents attribute is text, a number or a truth value";
            attributes.Add(CloudEventAttributes.Prefix + property.Name, CloudEventAttributes.Encode(value));
        }
        if (CloudEventAttributes.Fault(attributes) is { } fault)
            return fault;
        if (!TryContentType(root, out var contentType))
            return "the CloudEvents attribute 'datacontenttype' is not a media type";
        if (!TryData(root, contentType, out var data))
            return "a CloudEvent has either 'data' or 'data_base64', the latter being base64 text";
        cloudEvent = new CloudEvent(attributes, data, contentType?.ToString() ?? (root.TryGetProperty("data", out _) ? "application/json" : null));
        return null;
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    private static bool TryContentType(JsonElement root, out MediaTypeHeaderValue? type)
    {
        type = null;
        return !root.TryGetProperty("datacontenttype", out var value) || value.ValueKind == JsonValueKind.Null
            || (value.ValueKind == JsonValueKind.String && MediaTypeHeaderValue.TryParse(value.GetString(), out type));
    }

    private static bool TryData(JsonElement root, MediaTypeHeaderValue? type, out InvocationBody data)
    {
        data = InvocationBody.Empty;
        var hasData = root.TryGetProperty("data", out var value);
        if (root.TryGetProperty("data_base64", out var encoded))
        {
            if (hasData || encoded.ValueKind != JsonValueKind.String || !encoded.TryGetBytesFromBase64(out var bytes))
                return false;
            data = InvocationBody.FromMemory(bytes);
        }
        else if (hasData)
        {
            data = InvocationBody.FromMemory(value.ValueKind == JsonValueKind.String && !IsJson(type)
                ? Encoding.UTF8.GetBytes(value.GetString()!)
                : JsonMarshal.GetRawUtf8Value(value).ToArray());
        }
        return true;
    }

    private static bool IsJson(MediaTypeHeaderValue? type) =>
        type is null
        || type.SubType.Equals("json", StringComparison.OrdinalIgnoreCase)
        || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);
}
