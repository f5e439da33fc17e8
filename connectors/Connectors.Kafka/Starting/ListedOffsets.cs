using Confluent.Kafka;

namespace Connectors.Kafka.Starting;

/// <summary>
/// What brokers tell of offsets. The client's own question for the two ends of a partition takes half an answer for a whole one: when a broker
/// tells the end and fails to tell the beginning, the beginning is said to be the end. So the ends are asked for as the protocol knows them,
/// by two times that are none.
/// </summary>
internal static class ListedOffsets
{
    public static readonly Timestamp Beginning = new(-2, TimestampType.CreateTime);
    public static readonly Timestamp End = new(-1, TimestampType.CreateTime);

    /// <summary>The first offset at or after each time; where there is none yet, the end.</summary>
    /// <exception cref="KafkaException">Not all were told.</exception>
    public static Dictionary<TopicPartition, Offset> Find(IConsumer<byte[], byte[]> consumer, IReadOnlyCollection<TopicPartitionTimestamp> times, TimeSpan patience)
    {
        var found = consumer.OffsetsForTimes(times, patience).ToDictionary(place => place.TopicPartition, place => place.Offset);
        var none = found.Where(place => place.Value.IsSpecial).Select(place => new TopicPartitionTimestamp(place.Key, End)).ToList();
        if (none.Count == 0)
            return found;
        foreach (var end in consumer.OffsetsForTimes(none, patience))
        {
            found[end.TopicPartition] = end.Offset.IsSpecial
                ? throw new KafkaException(new Error(ErrorCode.Local_InvalidArg, $"the brokers do not tell where {end.TopicPartition} ends"))
                : end.Offset;
        }
        return found;
    }
}
