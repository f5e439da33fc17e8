using System.Diagnostics.CodeAnalysis;
using Connectors.Sdk.Events;
using Connectors.Webhooks.Topics;

namespace Connectors.Webhooks.Deliveries;

/// <summary>Events whose topic is the source's and, if any, the rest of the path, joined by dots.</summary>
internal static class PathEvent
{
    public static bool TryMake(WebhookDelivery delivery, [NotNullWhen(true)] out ConnectorEvent? connectorEvent, [NotNullWhen(false)] out string? fault)
    {
        connectorEvent = null;
        var settings = delivery.Settings;
        var first = settings.Topic.Length > 0 ? settings.Topic : delivery.Source;
        var topic = delivery.Path.Length == 0 ? first : $"{first}.{delivery.Path.Replace('/', '.')}";
        fault = TopicName.Fault(topic);
        if (fault is not null || !DeliveryId.TryRead(delivery, settings.IdHeader, out var id, out fault))
            return false;
        connectorEvent = delivery.Event(topic, id);
        return true;
    }
}
