using Connectors.TestServers.Mqtt;

namespace Connectors.Mqtt.Tests.Messages;

public sealed class PauseTests : MqttTest
{
    private protected override MosquittoOptions Options => new() { Configuration = "log_type debug" };

    [Theory]
    [InlineData("5", 0)]
    [InlineData("5", 1)]
    [InlineData("3.1.1", 0)]
    [InlineData("3.1.1", 1)]
    public async Task A_queue_that_takes_nothing_pauses_the_source_and_the_connection_lives_on(string protocol, int qos)
    {
        Configure = settings => (settings.Protocol, settings.Qos, settings.MaxInflight, settings.KeepAlive) = (protocol, qos, 8, TimeSpan.FromSeconds(2));
        var replica = await StartAsync();
        await ListenAsync("all", "test/a", "test/a");
        var release = new TaskCompletionSource();
        Queue.Hold(release.Task);
        var (before, pings) = (Queue.Attempts, Pings());

        await PublishAsync([.. Numbers(300).Select(number => Message("test/a", number, qos))]);
        // Long enough for the client to give up a server that does not answer.
        await EventuallyAsync(() => Task.FromResult(Pings() >= pings + 4), () => "the connection is not tried");
        Assert.InRange(Queue.Attempts - before, 1, 8);

        release.SetResult();
        await GivenAllAsync("all", Numbers(300));
        Assert.Equal(300, Given("all").Count);
        Assert.Equal(0, Errors(replica));
    }

    private int Pings() => Server.Said.Split("Received PINGREQ from replica-0").Length;
}
