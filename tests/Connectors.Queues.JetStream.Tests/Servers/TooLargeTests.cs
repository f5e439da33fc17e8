using Connectors.Core.Invocations;
using Connectors.Core.Queues;

namespace Connectors.Queues.JetStream.Tests.Servers;

/// <summary>What a server takes in a message is bounded; bodies are stored apart, headers are not.</summary>
public sealed class TooLargeTests
{
    [Theory]
    [InlineData(1, 1_200_000)]
    [InlineData(2_000, 600)]
    [InlineData(1, 50_000)]
    [InlineData(1, 70_000)]
    public async Task Headers_larger_than_a_message_may_be_are_no_outage_and_leave_nothing_behind(int count, int bytes)
    {
        await using var rig = await Rig.StartAsync();
        var store = await rig.OpenAsync();
        var call = Rig.Call(new string('x', 600_000)) with
        {
            Headers = new(Enumerable.Range(0, count).Select(number => KeyValuePair.Create($"x{number}", new string('v', bytes)))),
            Deduplication = new DeduplicationKey("mqtt", "1"),
        };

        var refused = await Assert.ThrowsAsync<InvocationTooLargeException>(() => Rig.EnqueueAsync(store, call));

        Assert.Contains("max_payload", refused.Message, StringComparison.Ordinal);
        await foreach (var (name, _) in store.Bodies.ListAsync(TestContext.Current.CancellationToken))
            Assert.Fail($"body {name} was left behind");
        await using var lease = await LeaseAfterAsync(store);
        Assert.Empty(lease.Invocation.Headers);
    }

    [Fact]
    public async Task Headers_that_just_fit_live_through_a_dead_letter()
    {
        await using var rig = await Rig.StartAsync();
        var store = await rig.OpenAsync();
        var call = Rig.Call() with { Headers = new([KeyValuePair.Create("x", new string('v', 47_000))]) };
        var id = await Rig.EnqueueAsync(store, call);
        await using var lease = await Rig.LeaseOneAsync(store);

        var report = new AttemptReport(TimeProvider.System.GetUtcNow(), 0.1, 500, new string('e', 500));
        Assert.True(await lease.EndAsync(new AttemptOutcome.Dead(report, new FunctionResult { Status = 500 }, "it failed"), TestContext.Current.CancellationToken));

        Assert.Equal(InvocationState.Dead, (await Rig.RecordAsync(store, id)).State);
    }

    private static async Task<IInvocationLease> LeaseAfterAsync(JetStreamStore store)
    {
        await Rig.EnqueueAsync(store);
        return await Rig.LeaseOneAsync(store);
    }
}
