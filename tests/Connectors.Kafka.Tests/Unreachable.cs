namespace Connectors.Kafka.Tests;

/// <summary>Brokers that do not answer, are not there, or do not let us in.</summary>
public sealed class Unreachable : KafkaTests
{
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
