using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace Connectors.Nats.Tests.Streams;

/// <summary>Where a topic that nobody listened to before begins in its stream.</summary>
public sealed class StartTests : NatsTest
{
    private protected override bool Kept => true;

    [Theory]
    [InlineData("new", 4)]
    [InlineData("all", 1)]
    [InlineData("#2", 2)]
    [InlineData("time", 3)]
    public async Task It_begins_where_the_setting_says(string start, int first)
    {
        await PublishAsync("test.orders", "1");
        await PublishAsync("test.orders", "2");
        // The server's own clock says when it stored the third.
        await PublishAsync("test.orders", "3");
        var third = (await (await new NatsJSContext(Publisher).GetStreamAsync("EVENTS", cancellationToken: Cancellation)).GetAsync(new StreamMsgGetRequest { Seq = 3 }, Cancellation)).Message.Time;
        Configure = settings => settings.Start = start == "time" ? third.ToString("O", System.Globalization.CultureInfo.InvariantCulture) : start;
        var replica = await StartAsync();
        Functions.Deploy("all", "test.orders");
        await LoggedAsync(replica, "kept by stream EVENTS");
        await ConsumerAsync();
        await PublishAsync("test.orders", "4");
        await GivenAllAsync("all", ["4"]);
        await GivenAsync("all", 5 - first);
        Assert.Equal(Enumerable.Range(first, 5 - first).Select(number => $"{number}").Order(), Given("all").Select(given => given.Text).Order());
    }

    private Task ConsumerAsync() => EventuallyAsync(
        async () => (await new NatsJSContext(Publisher).GetStreamAsync("EVENTS", cancellationToken: Cancellation)).Info.State.ConsumerCount > 0, () => "no consumer was made");
}
