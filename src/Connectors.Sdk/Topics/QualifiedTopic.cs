using Connectors.Core.Units;

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

    /// <summary>
    /// What to say of an entry that begins as if it named a connector, when there is none of that name: it may be a topic with a colon, or a slip.
    /// </summary>
    /// <returns>Null when there is nothing to say.</returns>
    public static string? Remark(string entry, IReadOnlyCollection<string> names, IEnumerable<string> running)
    {
        var colon = entry.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || Parse(entry, names).Connector is not null)
            return null;
        var name = entry[..colon].TrimEnd();
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"))
            return null;
        var meant = WellKnown.Concat(names).Distinct(StringComparer.Ordinal).MinBy(candidate => EditDistance.Of(name.ToLowerInvariant(), candidate))!;
        var isSlip = EditDistance.Of(name.ToLowerInvariant(), meant) <= Math.Max(1, meant.Length / 3);
        return $"no connector is called '{name}', so the colon is taken as part of the topic; those that run here are {string.Join(", ", running)}" + (isSlip ? $"; did you mean {meant}:{entry[(colon + 1)..].TrimStart()}?" : "");
    }

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
