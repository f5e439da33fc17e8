namespace Connectors.Kafka.Tests;

/// <summary>Topics that do not exist yet, and regular expressions.</summary>
public sealed class LaterTopics : KafkaTests
{
    [Fact]
    public async Task A_topic_that_does_not_exist_stops_nobody_and_is_taken_from_its_beginning_once_it_does()
    {
        var (there, later) = (Source.Topic("there"), Source.Topic("later"));
        await Kafka.Cluster.CreateTopicAsync(there, 1);
        Kafka.Adjust = settings => settings.AutoOffsetReset = "latest";
        Functions.Deploy("all", $"{there}, {later}");
        var replica = await StartAsync();
        await TopicsSayAsync(replica, $"topic {later} does not exist yet");
        await ReachesAsync("all", there);

        await PublishNumbersAsync(later, 0, 5);

        await GivenAllAsync("all", Numbers(0, 5));
        await TopicsSayAsync(replica, "does not exist yet", says: false);
        Assert.Single(replica.Logged, line => line.Contains("does not exist yet", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_expression_takes_topics_that_come_to_be_later_from_their_beginning()
    {
        Kafka.Adjust = settings => settings.AutoOffsetReset = "latest";
        var there = Source.Topic("things", "1");
        await Kafka.Cluster.CreateTopicAsync(there, 1);
        Functions.Deploy("all", @"^test\.things\.\d+$");
        await StartAsync();
        await ReachesAsync("all", there);

        await PublishNumbersAsync(Source.Topic("things", "22"), 0, 5);
        await PublishNumbersAsync(Source.Topic("things", "x"), 100, 5);
        await PublishNumbersAsync(Source.Topic("things", "333"), 5, 5);

        await GivenAllAsync("all", Numbers(0, 10));
        Assert.Equal(10, Given("all").Count);
    }

    [Fact]
    public async Task A_topic_that_nobody_listens_to_any_more_is_no_fault()
    {
        var later = Source.Topic("later");
        Functions.Deploy("all", later);
        var replica = await StartAsync();
        await TopicsSayAsync(replica, "does not exist yet");

        Functions.Remove("all");

        await TopicsSayAsync(replica, "does not exist yet", says: false);
    }
}
