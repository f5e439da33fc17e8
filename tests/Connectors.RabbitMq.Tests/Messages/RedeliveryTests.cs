using Connectors.Sdk.Hosting;
using RabbitMQ.Client;

namespace Connectors.RabbitMq.Tests.Messages;

/// <summary>Messages that come a second time.</summary>
[Collection(SecondServer.Name)]
public sealed class RedeliveryTests(SharedServer.Fixture shared) : RabbitMqTest(shared)
{
    [Fact]
    public async Task What_is_in_hand_at_a_stop_goes_back_and_says_so_when_it_comes_again()
    {
        Configure = settings => settings.MaxInflight = 4;
        var first = await StartAsync(settings: new ConnectorHostSettings { GracePeriod = TimeSpan.FromSeconds(2) });
        await ListenAsync("all", Orders, Orders);
        var release = new TaskCompletionSource();
        Queue.Hold(release.Task);
        var before = Queue.Attempts;
        for (var number = 0; number < 10; number++)
            await PublishAsync(Orders, $"n{number}");
        await TriedAsync(before + 3);

        await EndAsync(first);

        // All of them, whether they were in hand or not.
        var channel = await OpenAsync();
        await EventuallyAsync(async () => await channel.MessageCountAsync(Orders, Cancellation) >= 10, () => "they did not go back");
        Assert.Empty(Given("all"));
        release.SetResult();
        await StartAsync();
        await GivenAllAsync("all", [.. Enumerable.Range(0, 10).Select(number => $"n{number}")]);
        Assert.Equal(4, Given("all").Count(given => given.Headers.First("X-Rabbitmq-Redelivered") == "true"));
    }

    [Fact]
    public async Task Two_messages_with_one_id_are_one_event_and_those_without_are_two()
    {
        await StartAsync();
        await ListenAsync("all", Orders, Orders);
        foreach (var (payload, id) in ((string, string?)[])[("1", "same"), ("2", "same"), ("3", null), ("3", null), ("4", "")])
            await PublishAsync(Orders, payload, new BasicProperties { MessageId = id });

        await GivenAllAsync("all", ["3", "4"]);
        await GivenAsync("all", 4);

        Assert.Equal(["1", "3", "3", "4"], Given("all").Select(given => given.Text is "2" ? "1" : given.Text).Order());
        Assert.Equal($"{Orders}/same", Given("all").Single(given => given.Text is "1" or "2").Id);
    }

    [Fact]
    public async Task One_id_in_two_queues_is_two_events()
    {
        var other = Source.Topic("other");
        await StartAsync();
        await ListenAsync("all", $"{Orders}, {other}", Orders);
        await ReachesAsync("all", other);
        await PublishAsync(Orders, "1", new BasicProperties { MessageId = "same" });
        await PublishAsync(other, "2", new BasicProperties { MessageId = "same" });
        await GivenAllAsync("all", ["1", "2"]);
    }
}
