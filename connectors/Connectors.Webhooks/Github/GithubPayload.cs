using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Connectors.Webhooks.Deliveries;
using Microsoft.AspNetCore.WebUtilities;

namespace Connectors.Webhooks.Github;

/// <summary>The JSON inside a delivery.</summary>
internal static class GithubPayload
{
    private const string FormType = "application/x-www-form-urlencoded";

    /// <summary>The payload: the body itself, or the field <c>payload</c> of a form. False when the form has none.</summary>
    public static bool TryRead(WebhookDelivery delivery, out ReadOnlyMemory<byte> json, [NotNullWhen(false)] out string? fault)
    {
        json = delivery.Body;
        fault = null;
        if (delivery.Header("Content-Type") is not { } type || !type.StartsWith(FormType, StringComparison.OrdinalIgnoreCase))
            return true;
        foreach (var field in new QueryStringEnumerable(Encoding.UTF8.GetString(delivery.Body.Span)))
        {
            if (!field.EncodedName.Span.SequenceEqual("payload"))
                continue;
            json = Encoding.UTF8.GetBytes(field.DecodeValue().ToString());
            return true;
        }
        fault = "the form has no field 'payload'";
        return false;
    }

    /// <summary>The text of the outermost property <c>action</c>; null when there is none or the payload is not a JSON object.</summary>
    public static string? Action(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isAction = reader.ValueTextEquals("action"u8);
                reader.Read();
                if (isAction)
                    return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
            }
            return null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Signed, so it is passed on as it is; it only has no action.
            return null;
        }
    }
}
