namespace Connectors.Mqtt.Broker;

/// <summary>Which topics a message may be published on.</summary>
internal static class TopicNames
{
    // Bytes that are not UTF-8 are read as the replacement character, which nobody has in a topic on purpose.
    private const string Forbidden = "+#\0\ufffd";

    /// <summary>False for what the protocol forbids: nothing at all, wildcards, NUL, what is not UTF-8.</summary>
    public static bool IsLegal(string? topic) => topic is { Length: > 0 } && !topic.AsSpan().ContainsAny(Forbidden);
}
