using System.Diagnostics;
using Confluent.Kafka;
using Connectors.TestServers.Kafka;

namespace Connectors.Benchmarks.Kafka;

/// <summary>A topic with so many messages, evenly over its partitions.</summary>
internal sealed class FilledTopic(KafkaCluster cluster, string name, int partitions, int count, int bodyBytes)
{
    public string Name => name;

    public int Count => count;

    public int Partitions => partitions;

    public byte[] Body { get; } = new byte[bodyBytes];

    public async Task FillAsync()
    {
        await cluster.CreateTopicAsync(name, partitions);
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = cluster.Bootstrap, LingerMs = 20, BatchNumMessages = 100, QueueBufferingMaxMessages = count + 1 }).Build();
        for (var number = 0; number < count; number++)
            producer.Produce(new TopicPartition(name, number % partitions), new Message<Null, byte[]> { Value = Body });
        producer.Flush();
    }

    /// <summary>Takes all by the bare client, configured as the connector's.</summary>
    /// <returns>Messages a second, from the first to the last.</returns>
    public double Consume()
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = cluster.Bootstrap,
            GroupId = $"bare-{Guid.NewGuid():N}",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            QueuedMinMessages = 10_000,
            QueuedMaxMessagesKbytes = 16_384,
        }).Build();
        consumer.Subscribe(name);
        var (taken, began) = (0, 0L);
        while (taken < count)
        {
            if (consumer.Consume(100) is null)
                continue;
            if (taken++ == 0)
                began = Stopwatch.GetTimestamp();
        }
        var elapsed = Stopwatch.GetElapsedTime(began);
        consumer.Close();
        return (count - 1) / elapsed.TotalSeconds;
    }
}
