using Confluent.Kafka;
using Connectors.Kafka.Watching;
using Connectors.Sdk;
using Microsoft.Extensions.Logging;

namespace Connectors.Kafka.Consuming;

/// <summary>
/// Keeps what the group is subscribed to true to what functions listen to. Regular expressions are resolved here, in the language of topic
/// annotations, against the topics that the cluster has. For the thread that polls.
/// </summary>
internal sealed class Subscription(IConnectorContext context, TopicListing listing, ILogger logger)
{
    private long seenMap = -1;
    private long seenListing = -1;
    private string[] current = [];

    /// <summary>Subscribes anew when something has changed; what stays subscribed keeps its position.</summary>
    public void Follow(IConsumer<byte[], byte[]> consumer)
    {
        var (map, list) = (context.Topics.Changes.Version, listing.Version);
        if (map == seenMap && list == seenListing)
            return;
        (seenMap, seenListing) = (map, list);
        var patterns = context.Patterns;
        var wanted = new SortedSet<string>(patterns.Where(pattern => pattern.IsExact).Select(pattern => pattern.Text), StringComparer.Ordinal);
        listing.Patterns = [.. patterns.Where(pattern => !pattern.IsExact)];
        foreach (var topic in listing.Topics)
        {
            if (patterns.Any(pattern => !pattern.IsExact && Means(pattern.Text, topic) && pattern.Matches(topic)))
                wanted.Add(topic);
        }
        if (wanted.SetEquals(current))
            return;
        current = [.. wanted];
        listing.Keep(wanted);
        Log.Subscribed(logger, current.Length, current);
        if (current.Length == 0)
            consumer.Unsubscribe();
        else
            consumer.Subscribe(current);
    }

    // Kafka's own topics are meant only by who names them.
    private static bool Means(string pattern, string topic) =>
        !topic.StartsWith("__", StringComparison.Ordinal) || pattern.StartsWith("^__", StringComparison.Ordinal);
}
