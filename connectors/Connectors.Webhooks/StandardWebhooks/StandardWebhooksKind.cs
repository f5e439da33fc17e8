using System.Diagnostics.CodeAnalysis;
using Connectors.Webhooks.Deliveries;
using Connectors.Webhooks.Secrets;
using Connectors.Webhooks.Topics;

namespace Connectors.Webhooks.StandardWebhooks;

/// <summary>
/// Any sender that follows the Standard Webhooks specification. The topic is the source's, with the path if there is one, or else with
/// the payload's <c>type</c>: <c>shop.invoice.paid</c> and <c>shop</c>.
/// </summary>
internal sealed class StandardWebhooksKind : IWebhookKind, IProvesByHead, IChecksSecrets
{
    public string Name => "standard-webhooks";

    public bool IsAuthentic(WebhookDelivery delivery, [NotNullWhen(false)] out string? fault) =>
        StandardSignature.IsAuthentic(delivery, delivery.Secrets, out fault);

    public string? FaultOf(WebhookSecret secret) => StandardSignature.FaultOf(secret);

    public string? FaultBeforeBody(WebhookDelivery head) => HeadProof.FaultOf(this, head);

    public WebhookReading Read(WebhookDelivery delivery)
    {
        var topic = PathEvent.TopicOf(delivery);
        if (TopicName.Fault(topic) is { } fault)
            return WebhookReading.Malformed(fault);
        var made = delivery.Event(topic, delivery.Header(StandardSignature.IdHeader), StandardSignature.IdHeader, StandardSignature.TimeHeader);
        if (delivery.Path.Length == 0 && JsonText.Find(delivery.Body.Span, "type"u8) is { Length: > 0 } type)
        {
            var narrow = $"{topic}.{type}";
            if (TopicName.Fault(narrow) is null)
                made = made with { Topic = narrow, AlsoTopics = [topic] };
        }
        return WebhookReading.Of(made);
    }
}
