using Confluent.Kafka;

namespace Connectors.Kafka.Tests;

/// <summary>Brokers that answer with an error.</summary>
public sealed class BrokerErrors : KafkaTests
{
    private const int Fetch = 1;
    private const int OffsetCommit = 8;
    private const int Heartbeat = 12;

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
}
