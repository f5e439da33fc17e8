using Connectors.TestServers.Mqtt;

namespace Connectors.Mqtt.Tests.Subscriptions;

public sealed class OverlappingTests : MqttTest
{
    private protected override MosquittoOptions Options => new() { Configuration = "log_type debug" };

    [Theory]
    [InlineData("5", null)]
    [InlineData("5", "workers")]
    [InlineData("3.1.1", null)]
    public async Task A_message_that_several_filters_mean_reaches_each_function_once(string protocol, string? group)
    {
        Configure = settings => (settings.Protocol, settings.Group) = (protocol, group);
        await StartAsync();
        if (group is not null)
            await StartAsync(replica: 1);
        Functions.Deploy("one", "test/a/+/t, +/a/b/t, test/a/b/t");
        Functions.Deploy("two", "test/+/b/t");
        Functions.Deploy("three", "test/#");
        await HeldAsync(group is null ? "+/#" : "$share/workers/+/#", group is null ? 1 : 2);
        await ReachesAsync("three", "test/other");

        await PublishAsync([.. Numbers(100).Select(number => Message("test/a/b/t", number))]);
        foreach (var function in new[] { "one", "two", "three" })
            await GivenAllAsync(function, Numbers(100));
        await PublishAsync(Message("test/end", "end"));
        await GivenAllAsync("three", ["end"]);

        Assert.Equal((100, 100, 101), (Given("one").Count, Given("two").Count, Given("three").Count));
    }

    [Fact]
    public async Task A_filter_that_nobody_wants_any_more_is_unsubscribed_and_others_stay()
    {
        await StartAsync();
        await ListenAsync("stays", "test/stays", "test/stays");
        await ListenAsync("goes", "test/goes/#", "test/goes/x");

        Functions.Remove("goes");

        await EventuallyAsync(
            () => Task.FromResult(Server.Said.Contains("Received UNSUBSCRIBE from replica-0", StringComparison.Ordinal) && Server.Said.Contains("test/goes/#", StringComparison.Ordinal)),
            () => "it is not unsubscribed");
        await PublishAsync(Message("test/stays", "after"));
        await GivenAllAsync("stays", ["after"]);
    }

    [Fact]
    public async Task What_an_earlier_run_subscribed_to_is_kept_for_a_while_and_then_given_up()
    {
        var first = await StartAsync();
        await ListenAsync("early", "test/early", "test/early");
        await ListenAsync("late", "test/late", "test/late");
        await EndAsync(first);
        Functions.Remove("late");
        await StartAsync();
        await ReachesAsync("early", "test/early");
        // It comes back a moment later than the other.
        await PublishAsync(Message("test/late", "meanwhile"));
        Assert.DoesNotContain("UNSUBSCRIBE", Server.Said, StringComparison.Ordinal);
        await EventuallyAsync(() => Task.FromResult(Server.Said.Contains("Received UNSUBSCRIBE from replica-0", StringComparison.Ordinal)), () => "it is not given up");

        await PublishAsync(Message("test/early", "still"));
        await GivenAllAsync("early", ["still"]);
    }

    [Fact]
    public async Task A_filter_that_MQTT_cannot_be_asked_for_is_the_fault_of_its_function_alone()
    {
        var replica = await StartAsync();
        Functions.Deploy("shares", "mqtt:$share/group/test/a");
        Functions.Deploy("wrong", "mqtt:test/#/a");
        await ListenAsync("fine", "test/a", "test/a");

        await FaultAsync(replica, "names a shared subscription; annotate the filter alone");
        await FaultAsync(replica, "is not an MQTT filter: '#' stands last".Replace("'", "\\u0027", StringComparison.Ordinal));

        Functions.Remove("shares");
        await EventuallyAsync(async () => !(await replica.TopicsAsync()).Contains("names a shared", StringComparison.Ordinal), () => "the fault still stands");
    }

    private Task HeldAsync(string filter, int replicas) => EventuallyAsync(
        () => Task.FromResult(Server.Said.Split('\n').Count(line => line.Contains(filter + " (QoS 1)", StringComparison.Ordinal)) >= replicas), () => $"{filter} is not subscribed to");
}
