using System.Diagnostics.CodeAnalysis;
using Connectors.Webhooks.Deliveries;

namespace Connectors.Webhooks.Signatures;

/// <summary>Any sender that signs its body with a shared secret: header, hash, encoding and prefix are settings.</summary>
internal sealed class HmacKind : IWebhookKind, IProvesByHead
{
    private const string DefaultHeader = "X-Signature";

    public string Name => "hmac";

    public bool IsAuthentic(WebhookDelivery delivery, [NotNullWhen(false)] out string? fault) => IsSigned(delivery, out fault);

    /// <summary>The proof alone, for kinds that leave the choice of one to their sources.</summary>
    public static bool IsSigned(WebhookDelivery delivery, [NotNullWhen(false)] out string? fault)
    {
        var settings = delivery.Settings;
        return HmacSignature.IsAuthentic(
            delivery, settings.Header.Length > 0 ? settings.Header : DefaultHeader, settings.Prefix, settings.Algorithm, settings.Encoding, out fault);
    }

    public string? FaultBeforeBody(WebhookDelivery head) => HeadProof.FaultOf(this, head);

    public WebhookReading Read(WebhookDelivery delivery) => PathEvent.Read(delivery);
}
