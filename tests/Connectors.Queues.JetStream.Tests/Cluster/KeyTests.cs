using Connectors.Queues.JetStream.Invocations;

namespace Connectors.Queues.JetStream.Tests.Cluster;

/// <summary>Keys that three servers keep: whoever writes one reads it back, whichever server he is connected to.</summary>
[Collection(ClusterTestGroup.Name)]
public sealed class KeyTests(ClusterFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_belongs_to_the_first_until_it_is_freed_and_to_the_next_then()
    {
        await using var tenant = new Tenant(fixture.Cluster);
        var (one, other) = (await tenant.OpenAsync(3, fixture.Cluster.Nodes[0]), await tenant.OpenAsync(3, fixture.Cluster.Nodes[1]));
        var call = Rig.Call() with { Deduplication = new("key", "k") };
        var first = await Rig.EnqueueAsync(one, call);
        Assert.Equal(first, await Rig.EnqueueAsync(other, call));
        var key = Deduplication.KeyOf(call.Function, call.Deduplication!.Value);
        await Deduplication.ForgetAsync(one, key, first.ToString(), Cancellation);
        var second = await Rig.EnqueueAsync(other, call);
        Assert.NotEqual(first, second);
        Assert.Equal(second, await Rig.EnqueueAsync(one, call));
    }

    [Fact]
    public async Task Of_many_who_make_a_key_at_once_one_does_and_all_read_his()
    {
        await using var tenant = new Tenant(fixture.Cluster);
        var stores = await Task.WhenAll(fixture.Cluster.Nodes.Select(node => tenant.OpenAsync(3, node)));
        var checkpoints = stores.Select(store => new Checkpoints.JetStreamCheckpointStore(store)).ToArray();
        for (byte who = 0; who < 50; who++)
        {
            var key = $"key {who}";
            var made = await Task.WhenAll(checkpoints.Select((one, n) => one.TrySetAsync(key, new[] { (byte)n }, 0, Cancellation).AsTask()));
            Assert.Single(made, true);
            foreach (var one in checkpoints)
                Assert.Equal([(byte)Array.IndexOf(made, true)], (await one.GetAsync(key, Cancellation))!.Value.ToArray());
        }
    }

    [Fact]
    public async Task Of_many_who_replace_a_value_at_once_one_does()
    {
        await using var tenant = new Tenant(fixture.Cluster);
        var stores = await Task.WhenAll(fixture.Cluster.Nodes.Select(node => tenant.OpenAsync(3, node)));
        var checkpoints = stores.Select(store => new Checkpoints.JetStreamCheckpointStore(store)).ToArray();
        Assert.True(await checkpoints[0].TrySetAsync("key", new byte[] { 99 }, 0, Cancellation));
        for (var round = 0; round < 100; round++)
        {
            var version = (await checkpoints[0].GetAsync("key", Cancellation))!.Version;
            var replaced = await Task.WhenAll(
                Enumerable.Range(0, 9).Select(n => checkpoints[n % 3].TrySetAsync("key", new[] { (byte)n }, version, Cancellation).AsTask()));
            Assert.Single(replaced, true);
            Assert.Equal([(byte)Array.IndexOf(replaced, true)], (await checkpoints[1].GetAsync("key", Cancellation))!.Value.ToArray());
        }
    }
}
