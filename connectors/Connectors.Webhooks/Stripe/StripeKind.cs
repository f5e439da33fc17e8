using System.Diagnostics.CodeAnalysis;
using Connectors.Webhooks.Deliveries;
using Connectors.Webhooks.Topics;

namespace Connectors.Webhooks.Stripe;

/// <summary>Stripe: topics such as <c>stripe.invoice.paid</c>, the event's own id.</summary>
internal sealed class StripeKind : IWebhookKind, IProvesByHead
{
    public string Name => "stripe";

    public bool IsAuthentic(WebhookDelivery delivery, [NotNullWhen(false)] out string? fault) => StripeSignature.IsAuthentic(delivery, out fault);

    public string? FaultBeforeBody(WebhookDelivery head) => HeadProof.FaultOf(this, head);

    public WebhookReading Read(WebhookDelivery delivery)
    {
        var json = delivery.Body.Span;
        if (!JsonText.IsObject(json) || JsonText.Find(json, "type"u8) is not { } type || JsonText.Find(json, "id"u8) is not { Length: > 0 and <= DeliveryId.MaxLength } id)
            return WebhookReading.Malformed("the body must be a Stripe event: a JSON object with the texts 'id' and 'type'");
        var topic = $"{delivery.FirstOr(Name)}.{type}";
        return TopicName.Fault(topic) is { } fault
            ? WebhookReading.Malformed($"the event's type names no topic: {fault}")
            : WebhookReading.Of(delivery.Event(topic, id));
    }
}
