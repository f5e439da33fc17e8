using Connectors.Core.Units;
using Connectors.Sdk.Hosting;
using NATS.Client.JetStream;

namespace Connectors.Nats.Tests.Streams;

/// <summary>A message over the limit stays in its stream, is told by name, and holds nobody up.</summary>
public sealed class TooLargeTests : NatsTest
{
    private protected override bool Kept => true;

    [Fact]
    public async Task It_is_kept_and_told_and_what_follows_goes_on()
    {
        var large = new string('x', 2000);
        var small = await StartAsync(settings: new ConnectorHostSettings { MaxEventBytes = new ByteSize(1000) });
        await ListenAsync("all", "test.orders", "test.orders");
        await PublishAsync("test.orders", large);
        await PublishAsync("test.orders", "after");
        await GivenAllAsync("all", ["after"]);
        await LoggedAsync(small, "2000 bytes on test.orders");
        await FaultAsync(small, "\"subject\":\"refused: test.orders\"", "2000 bytes on test.orders waits in stream EVENTS", "connectors.max-event-bytes");
        Assert.DoesNotContain(Given("all"), given => given.Text == large);
        var consumer = await new NatsJSContext(Publisher).ListConsumersAsync("EVENTS", Cancellation).SingleAsync(Cancellation);
        Assert.Equal(1, consumer.Info.NumAckPending);

        Functions.Remove("all");
        await EventuallyAsync(async () => !(await small.TopicsAsync()).Contains("refused: ", StringComparison.Ordinal), () => "the fault outlives who listened");
    }
}
