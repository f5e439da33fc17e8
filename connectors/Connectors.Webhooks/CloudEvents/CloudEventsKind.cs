using System.Diagnostics.CodeAnalysis;
using Connectors.Core.Invocations;
using Connectors.Sdk.Events;
using Connectors.Webhooks.Deliveries;
using Connectors.Webhooks.Signatures;
using Connectors.Webhooks.Sources;
using Connectors.Webhooks.Tokens;
using Connectors.Webhooks.Topics;

namespace Connectors.Webhooks.CloudEvents;

/// <summary>
/// CloudEvents of a sender that cannot log in, binary, structured or several at once: topic <c>source.com.example.order.created</c>, the
/// first part being the webhook source's name.
/// </summary>
internal sealed class CloudEventsKind : IWebhookKind, IProvesByHead, ITakesBearer
{
    public string Name => "cloudevents";

    public bool IsAuthentic(WebhookDelivery delivery, [NotNullWhen(false)] out string? fault)
    {
        if (delivery.Settings.Proof == WebhookProof.Hmac)
            return HmacKind.IsSigned(delivery, out fault);
        var header = delivery.Settings.Header;
        var known = Credentials.IsOneOf(delivery.Secrets, header.Length > 0 ? delivery.Header(header) : Credentials.Bearer(delivery))
            | Credentials.IsOneOf(delivery.Secrets, delivery.Query["access_token"] is [{ } token] ? token : null);
        fault = known ? null : Credentials.Wrong(header.Length > 0 ? header : "Authorization: Bearer or ?access_token=");
        return fault is null;
    }

    public bool TakesBearer(WebhookSourceSettings settings) => settings.Proof != WebhookProof.Hmac && settings.Header.Length == 0;

    public string? FaultBeforeBody(WebhookDelivery head) => HeadProof.FaultOf(this, head);

    public WebhookReading Read(WebhookDelivery delivery)
    {
        if (!CloudEventReading.TryRead(delivery.Headers, delivery.Body, out var received, out var isBatch, out var refusal))
            return WebhookReading.Malformed(refusal.Reason);
        var events = new List<ConnectorEvent>(received.Count);
        foreach (var cloudEvent in received)
        {
            if (Event(delivery, cloudEvent, out var fault) is not { } made)
                return WebhookReading.Malformed(fault!);
            events.Add(made);
        }
        return isBatch ? WebhookReading.Batch(events) : WebhookReading.Of(events[0]);
    }

    private static ConnectorEvent? Event(WebhookDelivery delivery, CloudEvent cloudEvent, out string? fault)
    {
        fault = "there is no CloudEvent: neither ce- headers nor the content type application/cloudevents+json";
        if (CloudEventAttributes.Value(cloudEvent.Attributes, "type") is not { } type)
            return null;
        var topic = $"{delivery.FirstOr(delivery.Source)}.{type}";
        fault = TopicName.Fault(topic);
        if (fault is not null)
        {
            fault = $"the CloudEvents attribute 'type' names no topic: {fault}";
            return null;
        }
        var made = delivery.Event(topic, CloudEventReading.IdOf(cloudEvent));
        var headers = new InvocationHeaders(made.Headers);
        foreach (var (name, value) in cloudEvent.Attributes)
            headers.Add(name, value);
        return made with { Body = cloudEvent.Data, ContentType = cloudEvent.ContentType, Headers = headers, Time = CloudEventReading.TimeOf(cloudEvent) };
    }
}
