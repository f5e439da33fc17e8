using System.Globalization;
using Confluent.Kafka;
using Connectors.Kafka.Starting;

namespace Connectors.Kafka.Configuration;

/// <summary>The configuration of the client: ours, and over it the user's.</summary>
internal static class ConsumerProperties
{
    private const string Refresh = "topic.metadata.refresh.interval.ms";

    /// <exception cref="IOException">A file with a secret cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static Dictionary<string, string> Of(KafkaSettings settings, Func<string, string> resolve)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["client.id"] = "connectors",
            // A killed replica's partitions are given to others after this.
            ["session.timeout.ms"] = "15000",
            [Refresh] = "10000",
            ["reconnect.backoff.max.ms"] = "5000",
            ["socket.keepalive.enable"] = "true",
            ["auto.commit.interval.ms"] = "1000",
            // What is fetched ahead: enough to keep the queue busy, little enough to hold in memory.
            ["queued.min.messages"] = "10000",
            ["queued.max.messages.kbytes"] = "16384",
            // Small portions of many partitions rather than much of one: each partition's order is worked through on its own.
            ["fetch.message.max.bytes"] = "262144",
        };
        foreach (var (written, value) in settings.Properties)
        {
            var isFile = PropertyNames.IsFile(PropertyNames.Of(written), out var property);
            properties[property] = isFile ? File.ReadAllText(resolve(value)).Trim() : value;
        }
        properties["bootstrap.servers"] = settings.BootstrapServers!;
        properties["group.id"] = settings.GroupId;
        properties["auto.offset.reset"] = StartPosition.Parse(settings.AutoOffsetReset)!.Fallback;
        properties["enable.auto.commit"] = "true";
        properties["enable.auto.offset.store"] = "false";
        properties["partition.assignment.strategy"] = "cooperative-sticky";
        return properties;
    }

    /// <summary>How often it is looked which topics there are.</summary>
    public static TimeSpan RefreshOf(IReadOnlyDictionary<string, string> properties) =>
        int.TryParse(properties[Refresh], NumberStyles.Integer, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0
            ? TimeSpan.FromMilliseconds(milliseconds)
            : TimeSpan.MaxValue;

    /// <summary>What the client itself finds wrong with them: names it does not know, values and files it cannot use.</summary>
    public static IEnumerable<string> Faults(KafkaSettings settings, Func<string, string> resolve)
    {
        Dictionary<string, string> properties;
        try
        {
            properties = Of(settings, resolve);
            // No broker is asked: all that is wanted is the client's opinion.
            properties["bootstrap.servers"] = "";
            properties["log_level"] = "0";
            using var consumer = new ConsumerBuilder<Ignore, Ignore>(properties).SetLogHandler((_, _) => { }).Build();
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [$"kafka: a file of a setting cannot be read: {e.Message}"];
        }
        catch (Exception e) when (e is InvalidOperationException or KafkaException or ArgumentException)
        {
            return [$"kafka: the Kafka client refuses its properties: {e.Message.ReplaceLineEndings(" ")}; see librdkafka's CONFIGURATION.md for names and values"];
        }
    }
}
