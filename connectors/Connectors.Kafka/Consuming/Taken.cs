using Confluent.Kafka;
using Connectors.Sdk.Acknowledging;

namespace Connectors.Kafka.Consuming;

/// <summary>A message that was taken from a partition and has not ended yet.</summary>
/// <param name="Flow">Of its partition.</param>
/// <param name="Message">As it came.</param>
/// <param name="Entry">Its place in the partition's order.</param>
internal readonly record struct Taken(PartitionFlow Flow, ConsumeResult<byte[], byte[]> Message, ContiguousPrefix<long>.Entry Entry)
{
    public long Bytes => (Message.Message.Value?.Length ?? 0) + (Message.Message.Key?.Length ?? 0);
}
