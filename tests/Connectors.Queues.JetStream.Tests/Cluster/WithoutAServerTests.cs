using Connectors.Core.Queues;

namespace Connectors.Queues.JetStream.Tests.Cluster;

/// <summary>What can be begun while one server of three is away.</summary>
[Collection(ClusterTestGroup.Name)]
public sealed class WithoutAServerTests(ClusterFixture fixture)
{
    [Fact]
    public async Task A_hub_starts_and_what_needs_all_three_is_refused_until_they_are_back()
    {
        await using var tenant = new Tenant(fixture.Cluster);
        var before = await tenant.OpenAsync();
        var id = await Rig.EnqueueAsync(before);
        var away = fixture.Cluster.Nodes[1];
        await away.StopAsync();
        try
        {
            var store = await tenant.OpenAsync();
            await Rig.EventuallyAsync(() => TryEnqueueAsync(store));
            Assert.Equal(id, (await Rig.LeaseOneAsync(store)).Invocation.CallId);
            var refused = await Assert.ThrowsAsync<QueueUnavailableException>(() => Rig.EnqueueAsync(store, Rig.Call() with { Queue = "another" }));
            Assert.Contains("start those that are away", refused.Message, StringComparison.Ordinal);
            await away.StartAgainAsync();
            await fixture.Cluster.WaitUntilWholeAsync(tenant.Account);
            await Rig.EventuallyAsync(() => TryEnqueueAsync(store, "another"));
        }
        finally
        {
            if (away.HasExited)
                await away.StartAgainAsync();
        }
    }

    private static async Task<bool> TryEnqueueAsync(JetStreamStore store, string queue = "faas-request")
    {
        try
        {
            await Rig.EnqueueAsync(store, Rig.Call() with { Queue = queue });
            return true;
        }
        catch (QueueUnavailableException)
        {
            return false;
        }
    }
}
