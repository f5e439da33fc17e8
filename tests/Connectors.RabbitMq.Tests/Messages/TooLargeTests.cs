using Connectors.Core.Units;
using Connectors.Sdk.Hosting;
using RabbitMQ.Client;

namespace Connectors.RabbitMq.Tests.Messages;

/// <summary>A message over the limit goes to the dead-letter exchange of its queue, is told by name, and holds nobody up.</summary>
[Collection(SecondServer.Name)]
public sealed class TooLargeTests(SharedServer.Fixture shared) : RabbitMqTest(shared)
{
    private static readonly ConnectorHostSettings Small = new() { MaxEventBytes = new ByteSize(1000) };

    [Fact]
    public async Task It_is_dead_lettered_and_told_and_what_follows_goes_on()
    {
        var large = new string('x', 2000);
        var (queue, dead) = (Source.Topic("limited"), Source.Topic("dead"));
        var channel = await OpenAsync();
        await channel.QueueDeclareAsync(dead, durable: true, exclusive: false, autoDelete: false, cancellationToken: Cancellation);
        var arguments = new Dictionary<string, object?> { ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = dead };
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: Cancellation);
        await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { Persistent = true }, System.Text.Encoding.ASCII.GetBytes(large), Cancellation);
        var replica = await StartAsync(settings: Small);
        Functions.Deploy("all", queue);

        await FaultAsync(replica, $"a message of 2000 bytes of queue {queue} was rejected", "connectors.max-event-bytes", "Its dead-letter exchange got it, without one it is lost");
        Assert.Contains($"A message of 2000 bytes of queue {queue} is rejected", Assert.Single(Errors(replica)), StringComparison.Ordinal);
        await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { Persistent = true }, "after"u8.ToArray(), Cancellation);
        await GivenAllAsync("all", ["after"]);
        await NoFaultAsync(replica);
        Assert.DoesNotContain(Given("all"), given => given.Text == large);
        await EventuallyAsync(async () => await channel.MessageCountAsync(dead, Cancellation) == 1, () => "the dead-letter exchange has nothing");
        var kept = await channel.BasicGetAsync(dead, autoAck: true, Cancellation);
        Assert.Equal(large, System.Text.Encoding.ASCII.GetString(kept!.Body.Span));
    }
}
