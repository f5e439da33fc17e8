using Connectors.Queues.JetStream.Sweeping;

namespace Connectors.Queues.JetStream.Tests.Consumers;

/// <summary>Bodies that nothing refers to.</summary>
public sealed class BodySweepTests
{
    [Fact]
    public async Task Orphans_go_and_what_is_queued_dead_or_delayed_keeps_its_body()
    {
        await using var rig = await Rig.StartAsync(common: new() { AckWait = TimeSpan.FromSeconds(5), InlineLimit = new(100) });
        var store = await rig.OpenAsync();
        var large = new string('x', 1000);
        await Rig.EnqueueAsync(store, Rig.Call(large));
        await Rig.EnqueueAsync(store, Rig.Call(large) with { NotBefore = TimeProvider.System.GetUtcNow().AddHours(1) });
        await Rig.EnqueueAsync(store, Rig.Call(large) with { OrderingKey = "k" });
        await store.Bodies.TakeAsync(Core.Invocations.InvocationBody.FromMemory(new byte[1000]), 0, TestContext.Current.CancellationToken);
        Assert.Equal(4, await CountAsync(store));
        await new BodySweep(store, TimeSpan.FromHours(1)).SweepAsync(TestContext.Current.CancellationToken);
        Assert.Equal(4, await CountAsync(store));
        await new BodySweep(store, TimeSpan.Zero).SweepAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3, await CountAsync(store));
    }

    private static async Task<int> CountAsync(JetStreamStore store)
    {
        var count = 0;
        await foreach (var _ in store.Bodies.ListAsync(TestContext.Current.CancellationToken))
            count++;
        return count;
    }
}
