namespace Connectors.Sdk.Topics;

/// <summary>An entry of a <c>topic</c> annotation: a topic, and the one connector it is bound to, if any.</summary>
/// <param name="Connector">The connector's name; null when the topic is not bound.</param>
/// <param name="Topic">The topic or pattern.</param>
internal readonly record struct QualifiedTopic(string? Connector, string Topic)
{
    /// <summary>The topic of schedules, cron's alone.</summary>
    public const string CronFunction = "cron-function";

    /// <summary>The connector that <see cref="CronFunction"/> belongs to.</summary>
    public const string Cron = "cron";

    // A process may run one connector alone: it must still know that kafka:orders is not a topic of that name.
    private static readonly string[] WellKnown = [Cron, "mqtt", "nats", "kafka", "rabbitmq", "webhooks", "events"];

    /// <summary>Splits at the first colon when a connector's name stands before it; otherwise the colon is part of the topic.</summary>
    public static QualifiedTopic Parse(string entry, IReadOnlyCollection<string> names)
    {
        if (entry == CronFunction)
            return new QualifiedTopic(Cron, entry);
        var colon = entry.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
            return new QualifiedTopic(null, entry);
        var name = entry[..colon].TrimEnd();
        return WellKnown.Contains(name) || names.Contains(name)
            ? new QualifiedTopic(name, entry[(colon + 1)..].TrimStart())
            : new QualifiedTopic(null, entry);
    }
}
