using Confluent.Kafka;

namespace Connectors.Kafka.Tests;

/// <summary>Brokers that fail, a queue that is away.</summary>
public sealed class Trouble : KafkaTests
{
    private const int Fetch = 1;
    private const int OffsetCommit = 8;
    private const int Heartbeat = 12;

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

    [Theory]
    [InlineData(Fetch, ErrorCode.LeaderNotAvailable)]
    [InlineData(Fetch, ErrorCode.Unknown)]
    [InlineData(OffsetCommit, ErrorCode.NotCoordinatorForGroup)]
    [InlineData(OffsetCommit, ErrorCode.RebalanceInProgress)]
    [InlineData(Heartbeat, ErrorCode.UnknownMemberId)]
    [InlineData(Heartbeat, ErrorCode.IllegalGeneration)]
    public async Task Errors_of_brokers_lose_nothing_and_double_nothing(int request, ErrorCode error)
    {
        var topic = Source.Topic("orders");
        var replica = await StartAsync();
        await ListenAsync("all", topic, topic);
        await PublishNumbersAsync(topic, 0, 50);
        await Kafka.Cluster.FailAsync(request, (int)error, 3);
        await PublishNumbersAsync(topic, 50, 100);

        await GivenAllAsync("all", Numbers(0, 150));
        await ReachesAsync("all", topic);
        Assert.Equal(150, Given("all").Count);
        Assert.DoesNotContain(replica.Logged, line => line.Contains("broke down", StringComparison.Ordinal));
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

    /// <summary>The client's memory is native: who still asks it for something while it goes takes the process down.</summary>
    [Fact]
    public async Task It_stops_in_order_while_it_asks_brokers_that_do_not_answer()
    {
        await Kafka.Cluster.DownAsync();
        Functions.Deploy("all", Source.Topic("orders"));
        for (var times = 0; times < 10; times++)
        {
            var replica = await StartAsync();
            await LoggedAsync(replica, "Joining the Kafka group");

            await EndAsync(replica);

            Assert.DoesNotContain(replica.Logged, line => line.Contains("left behind", StringComparison.Ordinal) || line.StartsWith("Error: Connector", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_host_that_nobody_knows_is_said_once_and_stands_as_a_fault()
    {
        Kafka.Adjust = settings => settings.BootstrapServers = "no-such-host.invalid:9092";
        Functions.Deploy("all", Source.Topic("orders"));
        var replica = await StartAsync();

        await TopicsSayAsync(replica, "the Kafka brokers at no-such-host.invalid:9092 cannot be used");
        await TopicsSayAsync(replica, "resolve");
        Assert.Single(replica.Logged, line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.Contains("\"state\":\"running\"", await replica.TopicsAsync(), StringComparison.Ordinal);
    }

    /// <summary>The mock brokers speak neither TLS nor SASL: what is shown is that the client was told to, and that what it meets is said.</summary>
    [Theory]
    [InlineData("ssl", "SSL")]
    [InlineData("sasl_plaintext", "SASL")]
    public async Task Brokers_that_do_not_let_us_in_are_said_once_with_the_reason(string protocol, string reason)
    {
        Kafka.Adjust = settings => settings.Properties = new Dictionary<string, string>
        {
            ["security.protocol"] = protocol,
            ["sasl.mechanism"] = "PLAIN",
            ["sasl.username"] = "hub",
            ["sasl.password"] = "hub-secret-word",
        };
        Functions.Deploy("all", Source.Topic("orders"));
        var replica = await StartAsync();

        await TopicsSayAsync(replica, "cannot be used");
        await TopicsSayAsync(replica, reason);
        Assert.Single(replica.Logged, line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.DoesNotContain("hub-secret-word", string.Join('\n', replica.Logged) + await replica.TopicsAsync(), StringComparison.Ordinal);
    }
}
