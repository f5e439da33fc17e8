using Connectors.Core.Units;
using Connectors.Sdk.Hosting;

namespace Connectors.Mqtt.Tests.Messages;

public sealed class TooLargeTests : MqttTest
{
    [Theory]
    [InlineData("5", 1)]
    [InlineData("5", 2)]
    [InlineData("3.1.1", 1)]
    public async Task A_message_over_the_limit_is_refused_aloud_and_neither_comes_again_nor_holds_up_others(string protocol, int qos)
    {
        Configure = settings => (settings.Protocol, settings.Qos) = (protocol, qos);
        var limited = new ConnectorHostSettings { MaxEventBytes = new ByteSize(1000) };
        var first = await StartAsync(settings: limited);
        await ListenAsync("all", "test/a", "test/a");

        await PublishAsync(Message("test/a", new string('x', 1001), qos), Message("test/a", "small", qos));
        await GivenAllAsync("all", ["small"]);
        await FaultAsync(first, "a message of 1001 bytes on test/a was refused and is lost: The event is larger than 1000B (connectors.max-event-bytes).");
        Assert.Single(first.Logged, line => line.Contains("1001 bytes on test/a was refused", StringComparison.Ordinal));
        await EndAsync(first);

        // Were it still at the server, it would come now: nothing is too large any more.
        await StartAsync();
        await ReachesAsync("all", "test/a");
        Assert.Equal("small", Assert.Single(Given("all")).Text);
    }
}
