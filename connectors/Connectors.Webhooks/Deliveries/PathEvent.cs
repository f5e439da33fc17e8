using Connectors.Webhooks.Topics;

namespace Connectors.Webhooks.Deliveries;

/// <summary>Events whose topic is the source's and, if any, the rest of the path, joined by dots.</summary>
internal static class PathEvent
{
    public static WebhookReading Read(WebhookDelivery delivery)
    {
        var topic = TopicOf(delivery);
        return TopicName.Fault(topic) is { } fault || !DeliveryId.TryRead(delivery, delivery.Settings.IdHeader, out var id, out fault)
            ? WebhookReading.Malformed(fault)
            : WebhookReading.Of(delivery.Event(topic, id));
    }

    public static string TopicOf(WebhookDelivery delivery)
    {
        var first = delivery.FirstOr(delivery.Source);
        return delivery.Path.Length == 0 ? first : $"{first}.{delivery.Path.Replace('/', '.')}";
    }
}
