namespace Connectors.Mqtt.Tests.Messages;

public sealed class QosTests : MqttTest
{
    [Theory]
    [InlineData("5", 0)]
    [InlineData("5", 1)]
    [InlineData("5", 2)]
    [InlineData("3.1.1", 0)]
    [InlineData("3.1.1", 1)]
    [InlineData("3.1.1", 2)]
    public async Task Messages_of_every_quality_of_service_arrive_with_the_lower_of_the_two(string protocol, int qos)
    {
        Configure = settings => (settings.Protocol, settings.Qos) = (protocol, qos);
        await StartAsync();
        await ListenAsync("all", "test/a", "test/a");

        await PublishAsync(Message("test/a", "0", 0), Message("test/a", "1", 1), Message("test/a", "2", 2));
        await GivenAllAsync("all", ["0", "1", "2"]);

        Assert.All(Given("all"), given => Assert.Equal(Math.Min(qos, int.Parse(given.Text)).ToString(), given.Headers.First("X-Mqtt-Qos")));
        Assert.Equal(3, Given("all").Count);
    }

    [Fact]
    public async Task Those_of_qos_2_come_once_although_the_queue_was_away()
    {
        Configure = settings => settings.Qos = 2;
        await StartAsync();
        await ListenAsync("all", "test/a", "test/a");
        Queue.Refuse("full");
        var before = Queue.Attempts;
        await PublishAsync([.. Numbers(50).Select(number => Message("test/a", number, 2))]);
        await TriedAsync(before);

        Queue.Refuse(null);
        await GivenAllAsync("all", Numbers(50));

        Assert.Equal(50, Given("all").Count);
    }
}
