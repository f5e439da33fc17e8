using System.Diagnostics.CodeAnalysis;
using Connectors.Sdk.Events;
using Connectors.Webhooks.Deliveries;

namespace Connectors.Webhooks.Tokens;

/// <summary>Any sender that presents a shared token: as a bearer, or alone in a header of its own.</summary>
internal sealed class TokenKind : IWebhookKind
{
    public string Name => "token";

    public bool IsAuthentic(WebhookDelivery delivery)
    {
        var header = delivery.Settings.Header;
        var token = header.Length > 0 ? delivery.Header(header) : Credentials.Bearer(delivery);
        return Credentials.IsOneOf(delivery.Secrets, token);
    }

    public bool TryTranslate(WebhookDelivery delivery, [NotNullWhen(true)] out ConnectorEvent? connectorEvent, [NotNullWhen(false)] out string? fault) =>
        PathEvent.TryMake(delivery, out connectorEvent, out fault);
}
