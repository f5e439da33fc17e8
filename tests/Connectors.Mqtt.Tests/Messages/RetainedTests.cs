namespace Connectors.Mqtt.Tests.Messages;

public sealed class RetainedTests : MqttTest
{
    [Theory]
    [InlineData("5", RetainedMessages.Ignore)]
    [InlineData("5", RetainedMessages.Dispatch)]
    [InlineData("3.1.1", RetainedMessages.Ignore)]
    [InlineData("3.1.1", RetainedMessages.Dispatch)]
    public async Task What_was_retained_before_a_function_listened_is_an_event_only_if_the_settings_say_so(string protocol, RetainedMessages retained)
    {
        Configure = settings => (settings.Protocol, settings.Retained) = (protocol, retained);
        await PublishAsync(Message("test/state/a", "old", retain: true));
        await StartAsync();
        Functions.Deploy("all", "test/state/+");
        await ReachesAsync("all", "test/state/b");

        // Retained too, but new: an event in any case.
        await PublishAsync(Message("test/state/a", "new", retain: true));
        await GivenAllAsync("all", retained == RetainedMessages.Dispatch ? ["old", "new"] : ["new"]);

        Assert.Equal(retained == RetainedMessages.Dispatch ? [("old", "true"), ("new", "false")] : [("new", "false")], Given("all").Select(given => (given.Text, given.Headers.First("X-Mqtt-Retain")!)));
    }

    [Fact]
    public async Task With_MQTT_5_a_restart_brings_no_retained_message_again()
    {
        Configure = settings => settings.Retained = RetainedMessages.Dispatch;
        await PublishAsync(Message("test/state/a", "old", retain: true));
        var first = await StartAsync();
        Functions.Deploy("all", "test/state/+");
        await GivenAllAsync("all", ["old"]);
        await EndAsync(first);

        await StartAsync();
        await ReachesAsync("all", "test/state/b");

        Assert.Single(Given("all"));
    }
}
