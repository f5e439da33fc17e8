using Connectors.Webhooks.Deliveries;
using Connectors.Webhooks.Topics;

namespace Connectors.Webhooks.Gitlab;

/// <summary>How GitLab's events are called.</summary>
internal static class GitlabEvent
{
    private const string Ending = " Hook";

    /// <summary><c>Merge Request Hook</c> is <c>merge_request</c>; null when the header names nothing of the kind.</summary>
    public static string? NameOf(WebhookDelivery delivery)
    {
        if (delivery.Header("X-Gitlab-Event") is not { } text || !text.EndsWith(Ending, StringComparison.Ordinal))
            return null;
        var name = text[..^Ending.Length].ToLowerInvariant().Replace(' ', '_');
        return TopicWord.Is(name) ? name : null;
    }

    /// <summary>What was done: the action of what the event is about; of a system hook, the event's own name. Null when it is not said.</summary>
    public static string? ActionOf(string name, ReadOnlySpan<byte> json)
    {
        var action = name == "system"
            ? JsonText.Find(json, "event_name"u8) ?? JsonText.Find(json, "object_kind"u8)
            : JsonText.Find(json, "object_attributes"u8, "action"u8) ?? JsonText.Find(json, "action"u8);
        return TopicWord.Is(action) ? action : null;
    }
}
