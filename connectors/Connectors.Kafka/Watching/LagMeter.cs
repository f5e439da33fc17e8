using System.Globalization;
using Confluent.Kafka;
using Connectors.Kafka.Consuming;
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
        foreach (var flow in assignment.Flows)
        {
            // A partition that is paused is not fetched from, so the client knows nothing new of it.
            var end = flow.IsPaused ? consumer.QueryWatermarkOffsets(flow.Partition, Answer).High : consumer.GetWatermarkOffsets(flow.Partition).High;
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

    public void Clear()
    {
        foreach (var source in shown)
            lag.Clear(source);
        shown.Clear();
    }
}
