using System.Diagnostics.CodeAnalysis;
using Connectors.Sdk.Events;
using Connectors.Webhooks.Deliveries;
using Connectors.Webhooks.Tokens;
using Connectors.Webhooks.Topics;

namespace Connectors.Webhooks.Ifttt;

/// <summary>IFTTT's "make a web request": the event stands in the path, the key in a header or, where only the URL can be set, in the query.</summary>
internal sealed class IftttKind : IWebhookKind
{
    public string Name => "ifttt";

    public bool IsAuthentic(WebhookDelivery delivery) =>
        Credentials.IsOneOf(delivery.Secrets, Credentials.Bearer(delivery))
        | Credentials.IsOneOf(delivery.Secrets, delivery.Header("X-Api-Key"))
        | Credentials.IsOneOf(delivery.Secrets, delivery.Query["key"] is [{ } key] ? key : null);

    public bool TryTranslate(WebhookDelivery delivery, [NotNullWhen(true)] out ConnectorEvent? connectorEvent, [NotNullWhen(false)] out string? fault)
    {
        connectorEvent = null;
        var first = delivery.Settings.Topic.Length > 0 ? delivery.Settings.Topic : Name;
        var topic = $"{first}.{delivery.Path}";
        fault = delivery.Path.Length == 0 || delivery.Path.Contains('/')
            ? "the path ends with the event's name, e.g. /webhook/ifttt/door_opened"
            : TopicName.Fault(topic);
        if (fault is not null || !DeliveryId.TryRead(delivery, delivery.Settings.IdHeader, out var id, out fault))
            return false;
        connectorEvent = delivery.Event(topic, id);
        return true;
    }
}
