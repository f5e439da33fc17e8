using System.Diagnostics.CodeAnalysis;
using Connectors.Webhooks.Deliveries;
using Connectors.Webhooks.Sources;

namespace Connectors.Webhooks.Tokens;

/// <summary>Any sender that presents a shared token: as a bearer, or alone in a header of its own.</summary>
internal sealed class TokenKind : IWebhookKind, IProvesByHead, ITakesBearer
{
    public string Name => "token";

    public bool IsAuthentic(WebhookDelivery delivery, [NotNullWhen(false)] out string? fault)
    {
        var header = delivery.Settings.Header;
        var token = header.Length > 0 ? delivery.Header(header) : Credentials.Bearer(delivery);
        fault = Credentials.IsOneOf(delivery.Secrets, token) ? null : Credentials.Wrong(header.Length > 0 ? header : "Authorization: Bearer");
        return fault is null;
    }

    public bool TakesBearer(WebhookSourceSettings settings) => settings.Header.Length == 0;

    public string? FaultBeforeBody(WebhookDelivery head) => HeadProof.FaultOf(this, head);

    public WebhookReading Read(WebhookDelivery delivery) => PathEvent.Read(delivery);
}
