namespace Connectors.Kafka.Tests;

/// <summary>Brokers that go and come, a queue that is away.</summary>
public sealed class Trouble : KafkaTests
{
    [Fact]
    public async Task A_queue_that_is_away_pauses_partitions_while_polling_goes_on()
    {
        const int messages = 2500;
        var topic = Source.Topic("orders");
        await Kafka.Cluster.CreateTopicAsync(topic, 1);
        Kafka.Adjust = settings => settings.Properties = new Dictionary<string, string>(settings.Properties) { ["max.poll.interval.ms"] = "6000" };
        Queue.Refuse("away");
        Functions.Deploy("all", topic);
        var replica = await StartAsync();
        await Task.WhenAll(Enumerable.Range(0, messages).Select(number => Kafka.PublishAsync(topic, Numbered(number))));
        await LoggedAsync(replica, "is paused");
        await TopicsSayAsync(replica, $"\"messages\":{messages}");

        // Longer than the brokers wait for somebody who does not poll.
        await Task.Delay(TimeSpan.FromSeconds(8), TimeProvider.System, Cancellation);
        Assert.True(Queue.Attempts < 100, $"{Queue.Attempts} attempts");
        Queue.Refuse(null);

        await GivenAllAsync("all", Numbers(0, messages));
        Assert.Equal(messages, Given("all").Count);
        await LoggedAsync(replica, "goes on");
        Assert.DoesNotContain(replica.Logged, line => line.Contains("MAXPOLL", StringComparison.Ordinal) || line.Contains("was taken from us", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Brokers_that_go_and_come_under_load_lose_nothing_and_double_nothing()
    {
        var topic = Source.Topic("orders");
        var replica = await StartAsync();
        await ListenAsync("all", topic, topic);
        var publishing = Task.Run(() => PublishNumbersAsync(topic, 0, 600), Cancellation);
        for (var times = 1; times <= 2; times++)
        {
            await GivenAsync("all", 100 * times);
            await Kafka.Cluster.DownAsync();
            await TopicsSayAsync(replica, "cannot be used");
            await Kafka.Cluster.UpAsync();
            await TopicsSayAsync(replica, "cannot be used", says: false);
        }
        await publishing;

        await GivenAllAsync("all", Numbers(0, 600));
        Assert.Equal(600, Given("all").Count);
        Assert.Equal(2, replica.Logged.Count(line => line.StartsWith("Error", StringComparison.Ordinal)));
        Assert.Equal(2, replica.Logged.Count(line => line.Contains("are back", StringComparison.Ordinal)));
    }
}
