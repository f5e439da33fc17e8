using System.Diagnostics.CodeAnalysis;
using Connectors.Webhooks.Deliveries;
using Connectors.Webhooks.Sources;
using Connectors.Webhooks.Tokens;
using Connectors.Webhooks.Topics;

namespace Connectors.Webhooks.Ifttt;

/// <summary>IFTTT's "make a web request": the event stands in the path, the key in a header or, where only the URL can be set, in the query.</summary>
internal sealed class IftttKind : IWebhookKind, IProvesByHead, ITakesBearer
{
    public string Name => "ifttt";

    public bool IsAuthentic(WebhookDelivery delivery, [NotNullWhen(false)] out string? fault)
    {
        var known = Credentials.IsOneOf(delivery.Secrets, Credentials.Bearer(delivery))
            | Credentials.IsOneOf(delivery.Secrets, delivery.Header("X-Api-Key"))
            | Credentials.IsOneOf(delivery.Secrets, delivery.Query["key"] is [{ } key] ? key : null);
        fault = known ? null : Credentials.Wrong("Authorization: Bearer, X-Api-Key or ?key=");
        return fault is null;
    }

    public bool TakesBearer(WebhookSourceSettings settings) => true;

    public string? FaultBeforeBody(WebhookDelivery head) => HeadProof.FaultOf(this, head);

    public WebhookReading Read(WebhookDelivery delivery)
    {
        var topic = $"{delivery.FirstOr(Name)}.{delivery.Path}";
        var fault = delivery.Path.Length == 0 || delivery.Path.Contains('/')
            ? "the path ends with the event's name, e.g. /webhook/ifttt/door_opened"
            : TopicName.Fault(topic);
        return fault is not null || !DeliveryId.TryRead(delivery, delivery.Settings.IdHeader, out var id, out fault)
            ? WebhookReading.Malformed(fault)
            : WebhookReading.Of(delivery.Event(topic, id));
    }
}
