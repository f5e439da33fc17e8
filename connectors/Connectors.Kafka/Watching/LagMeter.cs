using System.Globalization;
using Confluent.Kafka;
using Connectors.Kafka.Consuming;
using Connectors.Kafka.Starting;
using Connectors.Sdk;

namespace Connectors.Kafka.Watching;

/// <summary>How far behind each of our partitions is. For one thread.</summary>
internal sealed class LagMeter(ConnectorLag lag)
{
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(3);
    private HashSet<string> shown = new(StringComparer.Ordinal);

    /// <exception cref="KafkaException">A broker did not answer.</exception>
    public void Measure(IConsumer<byte[], byte[]> consumer, Assignment assignment)
    {
        var now = new HashSet<string>(StringComparer.Ordinal);
        var asked = Asked(consumer, assignment);
        foreach (var flow in assignment.Flows)
        {
            var end = asked.TryGetValue(flow.Partition, out var told) ? told : consumer.GetWatermarkOffsets(flow.Partition).High;
            if (end == Offset.Unset || flow.Next < 0)
                continue;
            var source = string.Create(CultureInfo.InvariantCulture, $"{flow.Partition.Topic}/{flow.Partition.Partition.Value}");
            lag.Set(source, end.Value - flow.Next);
            now.Add(source);
        }
        foreach (var gone in shown.Except(now))
            lag.Clear(gone);
        shown = now;
    }

    // A partition that is paused is not fetched from, so the client knows nothing new of it.
    private static Dictionary<TopicPartition, Offset> Asked(IConsumer<byte[], byte[]> consumer, Assignment assignment)
    {
        var paused = assignment.Flows.Where(flow => flow.IsPaused).Select(flow => new TopicPartitionTimestamp(flow.Partition, ListedOffsets.End)).ToList();
        return paused.Count == 0 ? [] : ListedOffsets.Find(consumer, paused, Answer);
    }

    public void Clear()
    {
        foreach (var source in shown)
            lag.Clear(source);
        shown.Clear();
    }
}
