using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Confluent.Kafka;

namespace Connectors.Kafka.Watching;

/// <summary>
/// The meter <c>Connectors.Kafka</c>, under the names that OpenFaaS' connector gives. Observed, since counting by labels costs more than the
/// rest of taking a message; and levels by kind, because counters would be shown under another name. Thread-safe.
/// </summary>
internal sealed class KafkaMetrics
{
    private readonly string group;
    private readonly ConcurrentDictionary<(TopicPartition, string), PartitionCounts> partitions = new();
    private long joins;

    public KafkaMetrics(IMeterFactory meters, KafkaSettings settings)
    {
        group = settings.GroupId;
        var meter = meters.Create("Connectors.Kafka");
        meter.CreateObservableUpDownCounter("kafka_connector_messages_consumed", () => Measured(counts => counts.Messages), "{message}", "Messages taken from a partition");
        meter.CreateObservableGauge("kafka_connector_messages_offset", () => Measured(counts => counts.Offset), "{offset}", "The offset of the last message taken from a partition");
        meter.CreateObservableUpDownCounter(
            "kafka_connector_consumer_group_connect",
            () => new Measurement<long>(Interlocked.Read(ref joins), new KeyValuePair<string, object?>("group", group)),
            "{join}", "How often the consumer group gave this process an assignment");
    }

    public void Joined() => Interlocked.Increment(ref joins);

    /// <summary>The numbers of a partition for one membership.</summary>
    public PartitionCounts Of(TopicPartition partition, string member) => partitions.GetOrAdd((partition, member), static _ => new PartitionCounts());

    private IEnumerable<Measurement<long>> Measured(Func<PartitionCounts, long> number)
    {
        foreach (var ((partition, member), counts) in partitions)
        {
            if (counts.Messages == 0)
                continue;
            yield return new Measurement<long>(
                number(counts),
                new("group", group),
                new("topic", partition.Topic),
                new("partition", partition.Partition.Value),
                new KeyValuePair<string, object?>("member_id", member));
        }
    }
}

/// <summary>What was taken from one partition. Written by one thread.</summary>
internal sealed class PartitionCounts
{
    private long messages;
    private long offset;

    public long Messages => Volatile.Read(ref messages);

    public long Offset => Volatile.Read(ref offset);

    public void Taken(long at)
    {
        Volatile.Write(ref offset, at);
        Volatile.Write(ref messages, messages + 1);
    }
}
