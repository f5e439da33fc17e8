using System.Text;
using Confluent.Kafka;
using Connectors.Conformance.Sources;

namespace Connectors.Kafka.Tests;

/// <summary>What tests of this connector alone stand on, beside what all connectors' do.</summary>
public abstract class KafkaTests : ConnectorConformance
{
    private protected KafkaSource Kafka => (KafkaSource)Source;

    protected override async ValueTask<ISourceUnderTest> StartSourceAsync() => await KafkaSource.StartAsync();

    protected static Message<byte[], byte[]> Numbered(int number, string? key = null) =>
        new() { Value = Encoding.ASCII.GetBytes($"n{number}"), Key = key is null ? null! : Encoding.ASCII.GetBytes(key) };

    /// <summary>n<paramref name="from"/> and those after it, each sent once those before it are there.</summary>
    protected async Task PublishNumbersAsync(string topic, int from, int count, int? partition = null)
    {
        for (var number = from; number < from + count; number++)
            await Kafka.PublishAsync(topic, Numbered(number), partition);
    }

    protected static string[] Numbers(int from, int count) => [.. Enumerable.Range(from, count).Select(number => $"n{number}")];

    /// <summary>How far the group has come, as the brokers know it.</summary>
    protected long Committed(string topic, int partition)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = Kafka.Cluster.Bootstrap, GroupId = "connectors" }).Build();
        return consumer.Committed([new TopicPartition(topic, partition)], TimeSpan.FromSeconds(30))[0].Offset.Value;
    }

    protected Task LoggedAsync(ConnectorReplica replica, string part) => EventuallyAsync(
        () => Task.FromResult(replica.Logged.Any(line => line.Contains(part, StringComparison.Ordinal))), () => $"nothing logged says '{part}'");

    protected Task TopicsSayAsync(ConnectorReplica replica, string part, bool says = true) => EventuallyAsync(
        async () => (await replica.TopicsAsync()).Contains(part, StringComparison.Ordinal) == says, () => $"/system/topics {(says ? "never said" : "still says")} '{part}'");
}
