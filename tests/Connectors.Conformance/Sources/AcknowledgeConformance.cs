using Connectors.Sdk.Hosting;

namespace Connectors.Conformance.Sources;

/// <summary>What is acknowledged, and when.</summary>
public abstract class AcknowledgeConformance : ConnectorConformance
{
    private static string[] Numbers(int count) => [.. Enumerable.Range(1, count).Select(number => $"n{number}")];

    [Fact]
    public async Task What_cannot_be_stored_waits_at_the_source_and_is_stored_later()
    {
        Requires(SourceFeatures.Redelivers);
        var topic = Source.Topic("orders");
        var replica = await StartAsync();
        await ListenAsync("all", topic, topic);
        Queue.Refuse("the queue is full");
        var before = Queue.Attempts;
        foreach (var number in Numbers(20))
            await PublishAsync(topic, number);
        await TriedAsync(before);
        Assert.Contains("the queue is full", await replica.TopicsAsync(), StringComparison.Ordinal);

        Queue.Refuse(null);
        await GivenAllAsync("all", Numbers(20));

        await EventuallyAsync(async () => !(await replica.TopicsAsync()).Contains("the queue is full", StringComparison.Ordinal), () => "the fault still stands");
        OnceEachWhereIdsAreStable();
    }

    [Fact]
    public async Task What_a_connector_had_not_stored_when_it_ended_goes_to_the_next()
    {
        Requires(SourceFeatures.Redelivers | SourceFeatures.Keeps);
        var topic = Source.Topic("orders");
        var first = await StartAsync();
        await ListenAsync("all", topic, topic);
        Queue.Refuse("away");
        var before = Queue.Attempts;
        foreach (var number in Numbers(10))
            await PublishAsync(topic, number);
        await TriedAsync(before);

        await EndAsync(first);
        Assert.Empty(Given("all"));
        Queue.Refuse(null);
        await StartAsync();

        await GivenAllAsync("all", Numbers(10));
        OnceEachWhereIdsAreStable();
    }

    [Fact]
    public async Task What_is_published_while_no_connector_runs_is_not_missed()
    {
        Requires(SourceFeatures.Keeps);
        var topic = Source.Topic("orders");
        var first = await StartAsync();
        await ListenAsync("all", topic, topic);
        await EndAsync(first);
        foreach (var number in Numbers(10))
            await PublishAsync(topic, number);

        await StartAsync();

        await GivenAllAsync("all", Numbers(10));
    }

    [Fact]
    public async Task What_is_stored_is_acknowledged_and_does_not_come_again()
    {
        Requires(SourceFeatures.Keeps);
        var topic = Source.Topic("orders");
        var first = await StartAsync();
        await ListenAsync("all", topic, topic);
        foreach (var number in Numbers(10))
            await PublishAsync(topic, number);
        await GivenAllAsync("all", Numbers(10));
        await EndAsync(first);
        var attempts = Queue.Attempts;

        await StartAsync();
        await ReachesAsync("all", topic);

        Assert.Equal(10, Given("all").Count);
        Assert.InRange(Queue.Attempts - attempts, 1, 200); // probes alone
        Assert.Equal(10, Given("all").Select(given => given.Text).Distinct().Count());
    }

    [Fact]
    public async Task What_is_refused_for_good_is_told_and_holds_up_neither_others_nor_the_end()
    {
        var (bad, good) = (Source.Topic("bad"), Source.Topic("orders"));
        var replica = await StartAsync(settings: new ConnectorHostSettings { GracePeriod = TimeSpan.FromSeconds(5) });
        await ListenAsync("bad", bad, bad);
        await ListenAsync("all", good, good);
        Queue.RefuseForGood(headers => headers.First("X-Topic") == bad);
        foreach (var number in Numbers(100))
            await PublishAsync(bad, number);
        foreach (var number in Numbers(10))
            await PublishAsync(good, number);

        await GivenAllAsync("all", Numbers(10));
        await EventuallyAsync(async () => (await replica.TopicsAsync()).Contains("refused for good", StringComparison.Ordinal), () => "no fault tells of it");
        Assert.Empty(Given("bad"));
        await EndAsync(replica);
        Assert.DoesNotContain(replica.Logged, line => line.Contains("is left behind", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_stops_within_its_grace_although_the_queue_hangs()
    {
        var topic = Source.Topic("orders");
        var replica = await StartAsync(settings: new ConnectorHostSettings { GracePeriod = TimeSpan.FromSeconds(2) });
        await ListenAsync("all", topic, topic);
        var release = new TaskCompletionSource();
        Queue.Hold(release.Task);
        var before = Queue.Attempts;
        await PublishAsync(topic, "held");
        await TriedAsync(before);

        var stopped = EndAsync(replica);
        Assert.Same(stopped, await Task.WhenAny(stopped, Task.Delay(TimeSpan.FromSeconds(30), TimeProvider.System, Cancellation)));
        await stopped;
        release.SetResult();
    }

    /// <summary>A source that gives identities lets nothing run twice.</summary>
    private void OnceEachWhereIdsAreStable()
    {
        if (Source.Features.HasFlag(SourceFeatures.StableIds))
            Assert.Equal(Given("all").Count, Given("all").Select(given => given.Text).Distinct().Count());
    }
}
