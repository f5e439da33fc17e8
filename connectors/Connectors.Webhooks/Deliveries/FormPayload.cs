using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Connectors.Webhooks.Deliveries;

/// <summary>Bodies that are forms.</summary>
internal static class FormPayload
{
    private const string Type = "application/x-www-form-urlencoded";

    public static bool IsForm(WebhookDelivery delivery) =>
        delivery.Header("Content-Type") is { } type && type.StartsWith(Type, StringComparison.OrdinalIgnoreCase);

    /// <summary>The first field of that name, decoded; null when there is none.</summary>
    public static string? Field(WebhookDelivery delivery, string name)
    {
        foreach (var field in new QueryStringEnumerable(Encoding.UTF8.GetString(delivery.Body.Span)))
        {
            if (field.EncodedName.Span.SequenceEqual(name))
                return field.DecodeValue().ToString();
        }
        return null;
    }
}
