namespace Connectors.Conformance.Sources;

/// <summary>The source goes away and comes back; replicas come and go.</summary>
public abstract class OutageConformance : ConnectorConformance
{
    [Fact]
    public async Task It_resumes_after_the_source_was_away_and_says_so_meanwhile()
    {
        Requires(SourceFeatures.Restarts);
        var topic = Source.Topic("orders");
        var replica = await StartAsync();
        await ListenAsync("all", topic, topic);
        await PublishAsync(topic, "before");
        await GivenAllAsync("all", ["before"]);

        await Source.StopSourceAsync();
        await EventuallyAsync(async () => HasFault(await replica.TopicsAsync()), () => "nothing tells that the source is away");
        await Source.StartSourceAsync();
        await ReachesAsync("all", topic);
        await PublishAsync(topic, "after");

        await GivenAllAsync("all", ["before", "after"]);
        await EventuallyAsync(async () => !HasFault(await replica.TopicsAsync()), () => "the fault still stands");
    }

    [Fact]
    public async Task It_waits_for_a_source_that_is_not_there_yet()
    {
        Requires(SourceFeatures.Restarts);
        var topic = Source.Topic("orders");
        await Source.StopSourceAsync();
        var replica = await StartAsync();
        Functions.Deploy("all", topic);
        await EventuallyAsync(async () => HasFault(await replica.TopicsAsync()), () => "nothing tells that the source is away");

        await Source.StartSourceAsync();

        await ReachesAsync("all", topic);
    }

    [Fact]
    public async Task Replicas_share_the_work_and_one_goes_on_when_the_other_ends()
    {
        Requires(SourceFeatures.Shares);
        var topic = Source.Topic("orders");
        var first = await StartAsync();
        await StartAsync(replica: 1);
        await ListenAsync("all", topic, topic);
        string[] numbers = [.. Enumerable.Range(1, 200).Select(number => $"n{number}")];
        foreach (var number in numbers.Take(100))
            await PublishAsync(topic, number);
        await GivenAllAsync("all", [.. numbers.Take(100)]);

        await EndAsync(first);
        foreach (var number in numbers.Skip(100))
            await PublishAsync(topic, number);
        await GivenAllAsync("all", numbers);

        Assert.Equal(numbers.Length, Given("all").Count);
    }

    private static bool HasFault(string topics) => !topics.Contains("\"faults\":[]", StringComparison.Ordinal);
}
