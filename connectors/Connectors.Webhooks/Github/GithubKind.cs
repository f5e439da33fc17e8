using System.Diagnostics.CodeAnalysis;
using System.Text;
using Connectors.Core.Invocations;
using Connectors.Webhooks.Deliveries;
using Connectors.Webhooks.Signatures;
using Connectors.Webhooks.Sources;
using Connectors.Webhooks.Topics;

namespace Connectors.Webhooks.Github;

/// <summary>
/// GitHub: topics <c>github.push</c>, and where the payload has an action both <c>github.pull_request.opened</c> and
/// <c>github.pull_request</c>. A <c>ping</c> is an event like any other.
/// </summary>
internal sealed class GithubKind : IWebhookKind, IProvesByHead
{
    public string Name => "github";

    public bool IsAuthentic(WebhookDelivery delivery, [NotNullWhen(false)] out string? fault) =>
        HmacSignature.IsAuthentic(delivery, GithubSignature.Header, GithubSignature.Prefix, SignatureAlgorithm.Sha256, SignatureEncoding.Hex, out fault);

    public string? FaultBeforeBody(WebhookDelivery head) => HeadProof.FaultOf(this, head);

    public WebhookReading Read(WebhookDelivery delivery)
    {
        if (delivery.Header("X-GitHub-Event") is not { } name || !TopicWord.Is(name))
            return WebhookReading.Malformed("the header X-GitHub-Event must be there once and name an event");
        if (!DeliveryId.TryRead(delivery, "X-GitHub-Delivery", out var id, out var fault))
            return WebhookReading.Malformed(fault);
        var topic = $"{delivery.FirstOr(Name)}.{name}";
        var made = delivery.Event(topic, id, "X-GitHub-*");
        var json = delivery.Body;
        if (FormPayload.IsForm(delivery))
        {
            if (FormPayload.Field(delivery, "payload") is not { } payload)
                return WebhookReading.Malformed("the form has no field 'payload'");
            json = Encoding.UTF8.GetBytes(payload);
            made = made with { Body = InvocationBody.FromMemory(json), ContentType = "application/json" };
        }
        return WebhookReading.Of(JsonText.Find(json.Span, "action"u8) is { } action && TopicWord.Is(action)
            ? made with { Topic = $"{topic}.{action}", AlsoTopics = [topic] }
            : made);
    }
}
