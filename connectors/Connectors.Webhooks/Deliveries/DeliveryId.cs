using System.Diagnostics.CodeAnalysis;

namespace Connectors.Webhooks.Deliveries;

/// <summary>The id that a sender repeats when it delivers again.</summary>
internal static class DeliveryId
{
    public const int MaxLength = 256;

    /// <summary>False when the header is there and unusable; a missing header, or no name, is no id.</summary>
    public static bool TryRead(WebhookDelivery delivery, string header, out string? id, [NotNullWhen(false)] out string? fault)
    {
        id = null;
        fault = null;
        if (header.Length == 0 || !delivery.Headers.ContainsKey(header))
            return true;
        id = delivery.Header(header);
        if (id is null || id.Length > MaxLength)
            fault = $"the header {header} must be there once, with 1 to {MaxLength} characters";
        return fault is null;
    }
}
