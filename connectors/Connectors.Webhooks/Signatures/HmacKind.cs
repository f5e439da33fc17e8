using System.Diagnostics.CodeAnalysis;
using Connectors.Sdk.Events;
using Connectors.Webhooks.Deliveries;

namespace Connectors.Webhooks.Signatures;

/// <summary>Any sender that signs its body with a shared secret: header, hash, encoding and prefix are settings.</summary>
internal sealed class HmacKind : IWebhookKind
{
    private const string DefaultHeader = "X-Signature";

    public string Name => "hmac";

    public bool IsAuthentic(WebhookDelivery delivery)
    {
        var settings = delivery.Settings;
        return delivery.Header(settings.Header.Length > 0 ? settings.Header : DefaultHeader) is { } value
            && value.StartsWith(settings.Prefix, StringComparison.Ordinal)
            && HmacSignature.IsMadeByOneOf(
                delivery.Secrets, settings.Algorithm, settings.Encoding, delivery.Body.Span, value.AsSpan(settings.Prefix.Length));
    }

    public bool TryTranslate(WebhookDelivery delivery, [NotNullWhen(true)] out ConnectorEvent? connectorEvent, [NotNullWhen(false)] out string? fault) =>
        PathEvent.TryMake(delivery, out connectorEvent, out fault);
}
