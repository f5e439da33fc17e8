using Confluent.Kafka;

namespace Connectors.Kafka.Tests;

/// <summary>How far the group has come, and where it begins.</summary>
public sealed class Offsets : KafkaTests
{
    [Fact]
    public async Task Only_the_part_without_gaps_is_committed_whatever_order_messages_end_in()
    {
        var topic = Source.Topic("orders");
        await Kafka.Cluster.CreateTopicAsync(topic, 1);
        Kafka.Adjust = settings => settings.Order = KafkaOrder.None;
        Queue.RefuseWhere(headers => headers.First("X-Kafka-Offset") == "3");
        Functions.Deploy("all", topic);
        var first = await StartAsync();
        await PublishNumbersAsync(topic, 0, 10);
        await GivenAsync("all", 9);

        await EndAsync(first);

        Assert.Equal(3, Committed(topic, 0));
        Queue.RefuseWhere(null);
        await StartAsync();
        await GivenAllAsync("all", Numbers(0, 10));
        Assert.Equal(10, Given("all").Count);
        await EventuallyAsync(() => Task.FromResult(Committed(topic, 0) == 10), () => $"committed is {Committed(topic, 0)}");
    }

    [Fact]
    public async Task From_latest_what_was_there_before_is_not_taken_and_what_comes_while_away_is()
    {
        var topic = Source.Topic("orders");
        await Kafka.Cluster.CreateTopicAsync(topic, 4);
        for (var partition = 0; partition < 4; partition++)
            await PublishNumbersAsync(topic, partition, 1, partition);
        Kafka.Adjust = settings => settings.AutoOffsetReset = "latest";
        Functions.Deploy("all", topic);
        var first = await StartAsync();
        for (var partition = 0; partition < 4; partition++)
        {
            var at = partition;
            await EventuallyAsync(() => Task.FromResult(Committed(topic, at) == 1), () => $"where it began in partition {at} is not committed");
        }
        await EndAsync(first);
        for (var partition = 0; partition < 4; partition++)
            await PublishNumbersAsync(topic, 10 + partition, 1, partition);

        await StartAsync();

        await GivenAllAsync("all", Numbers(10, 4));
        Assert.Equal(4, Given("all").Count);
    }

    [Fact]
    public async Task From_earliest_all_is_taken()
    {
        var topic = Source.Topic("orders");
        await PublishNumbersAsync(topic, 0, 10);
        Functions.Deploy("all", topic);

        await StartAsync();

        await GivenAllAsync("all", Numbers(0, 10));
    }

    /// <summary>The mock brokers know of no message after any time: it is the end that is shown here, not the look-up.</summary>
    [Fact]
    public async Task From_a_time_after_all_messages_only_later_ones_are_taken()
    {
        var topic = Source.Topic("orders");
        await Kafka.Cluster.CreateTopicAsync(topic, 1);
        await PublishNumbersAsync(topic, 0, 10);
        Kafka.Adjust = settings => settings.AutoOffsetReset = "2100-01-31T08:00:00Z";
        Functions.Deploy("all", topic);
        await StartAsync();
        await EventuallyAsync(() => Task.FromResult(Committed(topic, 0) == 10), () => $"committed is {Committed(topic, 0)}");

        await PublishNumbersAsync(topic, 10, 5);

        await GivenAllAsync("all", Numbers(10, 5));
        Assert.Equal(5, Given("all").Count);
    }

    [Fact]
    public async Task A_start_that_the_brokers_do_not_tell_is_a_fault_until_they_do_and_nothing_is_taken_meanwhile()
    {
        const int listOffsets = 2;
        var topic = Source.Topic("orders");
        await Kafka.Cluster.CreateTopicAsync(topic, 1);
        await PublishNumbersAsync(topic, 0, 10);
        await Kafka.Cluster.FailAsync(listOffsets, (int)ErrorCode.UnsupportedForMessageFormat, 5);
        Functions.Deploy("all", topic);

        var replica = await StartAsync();
        await TopicsSayAsync(replica, "brokers of Kafka 0.10.1 or later");

        await GivenAllAsync("all", Numbers(0, 10));
        await TopicsSayAsync(replica, "brokers of Kafka 0.10.1 or later", says: false);
        Assert.Single(replica.Logged, line => line.Contains("Where to begin", StringComparison.Ordinal));
    }
}
