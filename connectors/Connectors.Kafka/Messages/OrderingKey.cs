using System.Globalization;
using Confluent.Kafka;

namespace Connectors.Kafka.Messages;

/// <summary>What events wait for each other by, on the way to the queue and in it.</summary>
internal static class OrderingKey
{
    /// <returns>Null: it waits for nobody.</returns>
    public static string? Of(ConsumeResult<byte[], byte[]> message, KafkaOrder order) => order switch
    {
        KafkaOrder.Partition => string.Create(CultureInfo.InvariantCulture, $"{message.Topic}/{message.Partition.Value}"),
        // Of one key in one partition: Kafka itself promises no more.
        KafkaOrder.Key when message.Message.Key is { Length: > 0 } key =>
            string.Create(CultureInfo.InvariantCulture, $"{message.Topic}/{message.Partition.Value}/{Convert.ToHexStringLower(key)}"),
        _ => null,
    };
}
