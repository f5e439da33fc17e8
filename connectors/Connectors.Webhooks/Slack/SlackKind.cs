using System.Diagnostics.CodeAnalysis;
using System.Text;
using Connectors.Core.Invocations;
using Connectors.Webhooks.Deliveries;
using Connectors.Webhooks.Topics;

namespace Connectors.Webhooks.Slack;

/// <summary>
/// Slack: <c>slack.app_mention</c> and, where an event has a subtype, also <c>slack.message.channel_join</c>; <c>slack.command.deploy</c>
/// and <c>slack.command</c> for slash commands; <c>slack.block_actions</c> and its like for what people click. Slack wants 200 with nothing
/// in it for the last two, because it shows a body to people.
/// </summary>
internal sealed class SlackKind : IWebhookKind, IProvesByHead
{
    private const string Passed = "X-Slack-*";

    public string Name => "slack";

    public bool IsAuthentic(WebhookDelivery delivery, [NotNullWhen(false)] out string? fault) => SlackSignature.IsAuthentic(delivery, out fault);

    public string? FaultBeforeBody(WebhookDelivery head) => HeadProof.FaultOf(this, head);

    public WebhookReading Read(WebhookDelivery delivery) => FormPayload.IsForm(delivery) ? ReadForm(delivery) : ReadEvent(delivery);

    private WebhookReading ReadEvent(WebhookDelivery delivery)
    {
        var json = delivery.Body.Span;
        var type = JsonText.IsObject(json) ? JsonText.Find(json, "type"u8) : null;
        if (type is null)
            return WebhookReading.Malformed("the body must be a JSON object with the text 'type'");
        if (type == "url_verification")
        {
            return JsonText.Find(json, "challenge"u8) is { Length: > 0 } challenge
                ? WebhookReading.Answered(new WebhookAnswer(200, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(challenge)))
                : WebhookReading.Malformed("a url_verification has the text 'challenge'");
        }
        if (type != "event_callback")
            return Event(delivery, type, null, null);
        return JsonText.Find(json, "event"u8, "type"u8) is { } inner
            ? Event(delivery, inner, JsonText.Find(json, "event"u8, "subtype"u8), JsonText.Find(json, "event_id"u8))
            : WebhookReading.Malformed("an event_callback has an object 'event' with the text 'type'");
    }

    private WebhookReading ReadForm(WebhookDelivery delivery)
    {
        if (FormPayload.Field(delivery, "command") is { } command)
            return Event(delivery, "command", command.TrimStart('/'), FormPayload.Field(delivery, "trigger_id")).AnsweredBy(WebhookAnswer.Ok);
        if (FormPayload.Field(delivery, "payload") is not { } payload)
            return WebhookReading.Malformed("the form has neither the field 'command' nor 'payload'");
        var json = Encoding.UTF8.GetBytes(payload);
        if (!JsonText.IsObject(json) || JsonText.Find(json, "type"u8) is not { } type)
            return WebhookReading.Malformed("the form's field 'payload' must be a JSON object with the text 'type'");
        var reading = Event(delivery, type, null, JsonText.Find(json, "trigger_id"u8), json);
        return reading.AnsweredBy(WebhookAnswer.Ok);
    }

    private WebhookReading Event(WebhookDelivery delivery, string type, string? narrower, string? id, byte[]? json = null)
    {
        var broad = $"{delivery.FirstOr(Name)}.{type}";
        var narrow = narrower is null ? broad : $"{broad}.{narrower}";
        if (TopicName.Fault(narrow) is { } fault)
            return WebhookReading.Malformed($"the event's type names no topic: {fault}");
        if (id?.Length is 0 or > DeliveryId.MaxLength)
            return WebhookReading.Malformed($"the event's id has 1 to {DeliveryId.MaxLength} characters");
        var made = delivery.Event(narrow, id, Passed) with { AlsoTopics = narrower is null ? [] : [broad] };
        return WebhookReading.Of(json is null ? made : made with { Body = InvocationBody.FromMemory(json), ContentType = "application/json" });
    }
}
