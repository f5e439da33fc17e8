namespace Connectors.Kafka.Tests;

/// <summary>Partitions change hands.</summary>
public sealed class Replicas : KafkaTests
{
    private const int Messages = 1500;

    [Theory]
    [InlineData(KafkaOrder.Partition)]
    [InlineData(KafkaOrder.None)]
    public async Task Nothing_is_lost_or_queued_twice_while_replicas_come_and_go(KafkaOrder order)
    {
        var topic = Source.Topic("orders");
        await Kafka.Cluster.CreateTopicAsync(topic, 8);
        Kafka.Adjust = settings => settings.Order = order;
        Functions.Deploy("all", topic);
        var first = await StartAsync();
        var publishing = Task.Run(() => PublishNumbersAsync(topic, 0, Messages), Cancellation);

        await GivenAsync("all", 50);
        var second = await StartAsync(replica: 1);
        await LoggedAsync(second, "Joining the Kafka group");
        await GivenAsync("all", Messages / 4);
        await EndAsync(first);
        var third = await StartAsync(replica: 2);
        await GivenAsync("all", Messages / 2);
        await EndAsync(second);
        await publishing;

        await GivenAllAsync("all", Numbers(0, Messages));
        Assert.Equal(Messages, Given("all").Count);
        if (order == KafkaOrder.Partition)
        {
            foreach (var partition in Given("all").GroupBy(given => given.Headers.First("X-Kafka-Partition")))
                Assert.Equal(Enumerable.Range(0, partition.Count()), partition.Select(given => int.Parse(given.Headers.First("X-Kafka-Offset")!)));
        }
        Assert.DoesNotContain(third.Logged, line => line.StartsWith("Error", StringComparison.Ordinal));
    }
}
