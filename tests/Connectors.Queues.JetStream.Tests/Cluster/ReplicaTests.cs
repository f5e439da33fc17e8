using System.Text;
using Connectors.Core.Invocations;
using Connectors.TestServers.Nats;

namespace Connectors.Queues.JetStream.Tests.Cluster;

/// <summary>What is kept three times, and who may ask for that.</summary>
[Collection(ClusterTestGroup.Name)]
public sealed class ReplicaTests(ClusterFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_stream_and_bucket_and_consumer_has_three_copies_and_only_leaders_answer()
    {
        await using var tenant = new Tenant(fixture.Cluster);
        var store = await tenant.OpenAsync();
        await UseEverythingAsync(store);
        var streams = await tenant.Cluster.StreamsAsync(tenant.Account, Cancellation);
        Assert.Superset(
            new HashSet<string> { "OF_faas-request", "CONNECTORS_DELAYED", "CONNECTORS_CALLBACKS", "CONNECTORS_DEAD", "CONNECTORS_RECORDS", "CONNECTORS_RESULTS" },
            streams.Keys.ToHashSet());
        Assert.True(streams.Keys.Count(name => name.StartsWith("KV_", StringComparison.Ordinal)) >= 3, string.Join(", ", streams.Keys));
        Assert.True(streams.Keys.Count(name => name.StartsWith("OBJ_", StringComparison.Ordinal)) >= 2, string.Join(", ", streams.Keys));
        Assert.All(streams.Values, stream => Assert.Equal((stream.Name, 3), (stream.Name, stream.Replicas)));
        Assert.All(streams.Values, stream => Assert.Equal((stream.Name, false), (stream.Name, stream.Direct)));
        var lasting = streams.Values.Where(stream => stream.Name is "OF_faas-request" or "CONNECTORS_DELAYED" or "CONNECTORS_CALLBACKS").ToArray();
        Assert.All(lasting, stream => Assert.NotEmpty(stream.Consumers));
        Assert.All(lasting.SelectMany(stream => stream.Consumers), consumer => Assert.Equal((consumer.Key, 3), (consumer.Key, consumer.Value)));
    }

    [Fact]
    public async Task Another_number_in_the_setting_becomes_that_of_what_is_there()
    {
        await using var tenant = new Tenant(fixture.Cluster);
        var store = await tenant.OpenAsync(replicas: 1);
        var id = await Rig.EnqueueAsync(store);
        Assert.All((await tenant.Cluster.StreamsAsync(tenant.Account, Cancellation)).Values, stream => Assert.Equal((stream.Name, 1), (stream.Name, stream.Replicas)));
        await store.DisposeAsync();
        var replicated = await tenant.OpenAsync();
        await using var lease = await Rig.LeaseOneAsync(replicated);
        Assert.Equal(id, lease.Invocation.CallId);
        Assert.True(await Rig.CompleteAsync(lease));
        var streams = await tenant.Cluster.StreamsAsync(tenant.Account, Cancellation);
        Assert.All(streams.Values, stream => Assert.Equal((stream.Name, 3, false), (stream.Name, stream.Replicas, stream.Direct)));
        Assert.All(streams["OF_faas-request"].Consumers, consumer => Assert.Equal((consumer.Key, 3), (consumer.Key, consumer.Value)));
    }

    [Fact]
    public async Task A_server_that_is_no_cluster_is_told_so()
    {
        await using var alone = await NatsServer.StartAsync();
        await LogIn.Entrance.IsClosedAsync(alone.Url, new() { Replicas = 3 }, "a server alone keeps one copy: set queue.replicas to 1, or make the server part of a cluster");
    }

    [Fact]
    public async Task A_cluster_that_is_too_small_is_told_so()
    {
        var url = NatsCluster.Url(fixture.Cluster.NewAccount(), fixture.Cluster.Nodes);
        await LogIn.Entrance.IsClosedAsync(url, new() { Replicas = 5 }, "fewer servers of the cluster are there than queue.replicas asks for");
    }

    [Fact]
    public async Task Servers_with_too_little_room_are_told_so()
    {
        var url = NatsCluster.Url(fixture.Cluster.NewAccount(), fixture.Cluster.Nodes);
        await LogIn.Entrance.IsClosedAsync(url, new() { Replicas = 3, RecordMaxBytes = new(1L << 50) }, "insufficient storage", "queue.record-max-bytes", "max_file_store");
        await using var alone = await NatsServer.StartAsync();
        await LogIn.Entrance.IsClosedAsync(alone.Url, new() { RecordMaxBytes = new(1L << 50) }, "insufficient storage", "queue.record-max-bytes", "max_file_store");
    }

    private static async Task UseEverythingAsync(JetStreamStore store)
    {
        var call = Rig.Call() with { Deduplication = new("key", "k"), CallbackUrl = new Uri("http://127.0.0.1:1/back") };
        await Rig.EnqueueAsync(store, call);
        await Rig.EnqueueAsync(store, Rig.Call() with { NotBefore = TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1) });
        await Rig.EnqueueAsync(store, Rig.Call() with { Body = InvocationBody.FromMemory(Encoding.UTF8.GetBytes(new string('b', 600_000))), NotBefore = TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1) });
        Assert.True(await Rig.CompleteAsync(await Rig.LeaseOneAsync(store)));
        var callbacks = await new Callbacks.JetStreamCallbackQueue(store).LeaseAsync("w", 1, Cancellation);
        Assert.Single(callbacks);
    }
}
