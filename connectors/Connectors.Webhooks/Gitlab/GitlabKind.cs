using System.Diagnostics.CodeAnalysis;
using Connectors.Webhooks.Deliveries;
using Connectors.Webhooks.Secrets;
using Connectors.Webhooks.StandardWebhooks;
using Connectors.Webhooks.Tokens;

namespace Connectors.Webhooks.Gitlab;

/// <summary>
/// GitLab: <c>gitlab.push</c>, and where the payload has an action both <c>gitlab.merge_request.open</c> and <c>gitlab.merge_request</c>.
/// A secret that begins with <c>whsec_</c> is a signing token and is never taken as a plain one.
/// </summary>
internal sealed class GitlabKind : IWebhookKind, IProvesByHead, IChecksSecrets
{
    private const string TokenHeader = "X-Gitlab-Token";

    public string Name => "gitlab";

    public bool IsAuthentic(WebhookDelivery delivery, [NotNullWhen(false)] out string? fault)
    {
        var signing = delivery.Secrets.Where(IsSigning).ToList();
        var tokens = delivery.Secrets.Where(secret => !IsSigning(secret)).ToList();
        fault = $"the header {TokenHeader} must be there once and carry the secret token";
        if (tokens.Count > 0 && Credentials.IsOneOf(tokens, delivery.Header(TokenHeader)))
            return true;
        return signing.Count > 0 && StandardSignature.IsAuthentic(delivery, signing, out fault);
    }

    public string? FaultOf(WebhookSecret secret) => StandardSignature.FaultOf(secret);

    public string? FaultBeforeBody(WebhookDelivery head) => HeadProof.FaultOf(this, head);

    public WebhookReading Read(WebhookDelivery delivery)
    {
        if (GitlabEvent.NameOf(delivery) is not { } name)
            return WebhookReading.Malformed("the header X-Gitlab-Event must be there once and name an event, for example 'Push Hook'");
        // The key is the same in every retry. Before GitLab 17.4 there is the UUID alone, which hooks that trigger each other share.
        if (!DeliveryId.TryRead(delivery, "Idempotency-Key", out var id, out var fault)
            || (id is null && !DeliveryId.TryRead(delivery, "X-Gitlab-Event-UUID", out id, out fault)))
            return WebhookReading.Malformed(fault);
        var topic = $"{delivery.FirstOr(Name)}.{name}";
        var made = delivery.Event(topic, id is null ? null : $"{name}/{id}", "X-Gitlab-*");
        return WebhookReading.Of(GitlabEvent.ActionOf(name, delivery.Body.Span) is { } action
            ? made with { Topic = $"{topic}.{action}", AlsoTopics = [topic] }
            : made);
    }

    private static bool IsSigning(WebhookSecret secret) => secret.StartsWith(StandardSignature.SecretPrefix);
}
