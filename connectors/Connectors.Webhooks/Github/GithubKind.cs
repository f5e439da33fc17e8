using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Connectors.Core.Invocations;
using Connectors.Sdk.Events;
using Connectors.Webhooks.Deliveries;
using Connectors.Webhooks.Signatures;
using Connectors.Webhooks.Sources;

namespace Connectors.Webhooks.Github;

/// <summary>
/// GitHub: topics <c>github.push</c>, and where the payload has an action both <c>github.pull_request.opened</c> and
/// <c>github.pull_request</c>. A <c>ping</c> is an event like any other.
/// </summary>
internal sealed class GithubKind : IWebhookKind
{
    private static readonly SearchValues<char> WordCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    public string Name => "github";

    public bool IsAuthentic(WebhookDelivery delivery) =>
        delivery.Header(GithubSignature.Header) is { } value
        && value.StartsWith(GithubSignature.Prefix, StringComparison.Ordinal)
        && HmacSignature.IsMadeByOneOf(
            delivery.Secrets, SignatureAlgorithm.Sha256, SignatureEncoding.Hex, delivery.Body.Span, value.AsSpan(GithubSignature.Prefix.Length));

    public bool TryTranslate(WebhookDelivery delivery, [NotNullWhen(true)] out ConnectorEvent? connectorEvent, [NotNullWhen(false)] out string? fault)
    {
        connectorEvent = null;
        if (delivery.Header("X-GitHub-Event") is not { } name || !IsWord(name))
        {
            fault = "the header X-GitHub-Event must be there once and name an event";
            return false;
        }
        if (!DeliveryId.TryRead(delivery, "X-GitHub-Delivery", out var id, out fault)
            || !GithubPayload.TryRead(delivery, out var json, out fault))
            return false;
        var topic = $"{(delivery.Settings.Topic.Length > 0 ? delivery.Settings.Topic : Name)}.{name}";
        connectorEvent = delivery.Event(topic, id, "X-GitHub-*");
        if (!json.Equals(delivery.Body))
            connectorEvent = connectorEvent with { Body = InvocationBody.FromMemory(json), ContentType = "application/json" };
        if (GithubPayload.Action(json.Span) is { } action && IsWord(action))
            connectorEvent = connectorEvent with { Topic = $"{topic}.{action}", AlsoTopics = [topic] };
        return true;
    }

    private static bool IsWord(string text) => text.Length is > 0 and <= 64 && !text.AsSpan().ContainsAnyExcept(WordCharacters);
}
