using Connectors.Core.Invocations;

namespace Connectors.Queues.JetStream.Tests.Consumers;

/// <summary>When consumers come and go.</summary>
public sealed class ConsumerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task<List<string>> NamesAsync(JetStreamStore store)
    {
        var names = new List<string>();
        await foreach (var name in store.Link.JetStream.ListConsumerNamesAsync("OF_faas-request", Cancellation))
            names.Add(name);
        return names;
    }

    [Fact]
    public async Task A_queue_may_change_from_consumers_of_functions_to_a_shared_one_and_back()
    {
        await using var rig = await Rig.StartAsync();
        var ids = new List<CallId>();
        var first = await rig.OpenAsync();
        for (var n = 0; n < 3; n++)
            ids.Add(await Rig.EnqueueAsync(first, Rig.Call($"{n}", $"f{n}")));
        await CompleteOneAsync(first, ids);
        await first.DisposeAsync();
        var shared = await rig.OpenAsync(new JetStreamQueueSettings { Consumers = ConsumerMode.Shared });
        await CompleteOneAsync(shared, ids);
        Assert.Equal(["workers"], await NamesAsync(shared));
        Assert.Contains(rig.Logged, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("Shared consumers now", StringComparison.Ordinal));
        await shared.DisposeAsync();
        var last = await rig.OpenAsync();
        await CompleteOneAsync(last, ids);
        Assert.Empty(ids);
        Assert.DoesNotContain("workers", await NamesAsync(last));
    }

    [Fact]
    public async Task The_consumer_of_an_idle_function_goes_and_comes_back_with_its_next_call()
    {
        await using var rig = await Rig.StartAsync(own: new() { ConsumerIdle = TimeSpan.FromSeconds(1) });
        var store = await rig.OpenAsync();
        await Rig.EnqueueAsync(store);
        await Rig.CompleteAsync(await Rig.LeaseOneAsync(store));
        // A worker that waits all the time keeps nothing alive.
        var waiting = Rig.LeaseOneAsync(store);
        await Rig.EventuallyAsync(async () => (await NamesAsync(store)).Count == 0);
        var id = await Rig.EnqueueAsync(store);
        Assert.Equal(id, (await waiting).Invocation.CallId);
        Assert.Equal(["openfaas-fn_shout"], await NamesAsync(store));
    }

    private static async Task CompleteOneAsync(JetStreamStore store, List<CallId> ids)
    {
        var lease = await Rig.LeaseOneAsync(store);
        Assert.True(ids.Remove(lease.Invocation.CallId));
        Assert.True(await Rig.CompleteAsync(lease));
    }
}
