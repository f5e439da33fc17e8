using RabbitMQ.Client;

namespace Connectors.RabbitMq.Tests.Queues;

/// <summary>Queues that bring nothing: told by name, with whom that concerns, and a hindrance to no other.</summary>
[Collection(SharedServer.Name)]
public sealed class RefusedQueueTests(SharedServer.Fixture shared) : RabbitMqTest(shared)
{
    [Fact]
    public async Task One_that_does_not_exist_is_a_fault_where_the_connector_is_named_until_it_is_declared()
    {
        var missing = Source.Topic("missing");
        var replica = await StartAsync();
        Functions.Deploy("waits", $"rabbitmq:{missing}");
        await FaultAsync(replica, $"queue {missing} brings nothing to waits.openfaas-fn: there is no such queue; declare it, or change", "It is tried again for ever");
        await ListenAsync("all", Orders, Orders);

        await ReachesAsync("waits", missing);

        await NoFaultAsync(replica);
        Assert.Single(replica.Logged, line => line.Contains($"Queue {missing} brings nothing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_connector_s_name_it_may_be_another_s_until_somebody_means_it()
    {
        var missing = Source.Topic("missing");
        var replica = await StartAsync();
        Functions.Deploy("waits", missing);
        await EventuallyAsync(
            () => Task.FromResult(replica.Logged.Any(line => line.Contains($"There is no queue {missing} yet", StringComparison.Ordinal))), () => "nobody looks for it");
        await NoFaultAsync(replica);

        Functions.Deploy("means", $"rabbitmq:{missing}");
        await FaultAsync(replica, $"queue {missing} brings nothing to means.openfaas-fn, waits.openfaas-fn");

        Functions.Remove("means");
        await NoFaultAsync(replica);
    }

    [Fact]
    public async Task One_that_another_connection_has_for_itself_is_told_as_the_server_says_it_and_taken_when_that_ends()
    {
        var taken = Source.Topic("taken");
        var replica = await StartAsync();
        await using (var owner = await new ConnectionFactory { Uri = new Uri(Server.Url) }.CreateConnectionAsync(Cancellation))
        {
            await using var channel = await owner.CreateChannelAsync(cancellationToken: Cancellation);
            await channel.QueueDeclareAsync(taken, durable: false, exclusive: true, autoDelete: false, cancellationToken: Cancellation);
            Functions.Deploy("waits", taken);
            await FaultAsync(replica, $"queue {taken} brings nothing to waits.openfaas-fn: the server refuses it (RESOURCE_LOCKED");
            await ListenAsync("all", Orders, Orders);
        }

        await ReachesAsync("waits", taken);

        await NoFaultAsync(replica);
    }

    [Fact]
    public async Task A_name_that_no_queue_can_have_is_told_and_the_others_run()
    {
        var endless = new string('ß', 128);
        var replica = await StartAsync();
        Functions.Deploy("endless", endless);
        Functions.Deploy("expression", "rabbitmq:^orders.*");
        Functions.Deploy("control", "rabbitmq:one\ttwo");
        await FaultAsync(
            replica,
            $"{Escaped(endless)} brings nothing to endless.openfaas-fn: the server refuses it (names of queues have at most 255 bytes)",
            "is a regular expression, which only Kafka topics can be",
            "a topic holds a control character");
        await ListenAsync("all", Orders, Orders);

        static string Escaped(string text) => System.Text.Json.JsonSerializer.Serialize(text).Trim('"');
    }

    [Fact]
    public async Task One_that_is_deleted_is_told_and_taken_again_when_it_is_back()
    {
        var replica = await StartAsync();
        await ListenAsync("all", $"rabbitmq:{Orders}", Orders);

        await (await OpenAsync()).QueueDeleteAsync(Orders, cancellationToken: Cancellation);
        await FaultAsync(replica, $"queue {Orders} brings nothing to all.openfaas-fn: there is no such queue");
        await (await OpenAsync()).QueueDeclareAsync(Orders, durable: true, exclusive: false, autoDelete: false, cancellationToken: Cancellation);
        await PublishAsync(Orders, "after");

        await GivenAllAsync("all", ["after"]);
        await NoFaultAsync(replica);
    }

    [Fact]
    public async Task A_topic_that_goes_leaves_its_messages_in_the_queue_and_has_them_when_it_comes()
    {
        var replica = await StartAsync();
        await ListenAsync("all", Orders, Orders);
        Functions.Remove("all");
        await EventuallyAsync(
            () => Task.FromResult(replica.Logged.Any(line => line.Contains($"Listening to queue {Orders} no more", StringComparison.Ordinal))), () => "it listens still");
        await PublishAsync(Orders, "meanwhile");
        Assert.Empty(Given("all"));

        Functions.Deploy("all", Orders);

        await GivenAllAsync("all", ["meanwhile"]);
    }
}
