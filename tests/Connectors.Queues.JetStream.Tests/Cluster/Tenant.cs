using System.Collections.Concurrent;
using Connectors.Core.Queues;
using Connectors.Core.Units;
using Connectors.Queues.JetStream.Broker;
using Connectors.TestServers.Nats;

namespace Connectors.Queues.JetStream.Tests.Cluster;

/// <summary>A test's own account on the cluster, and the processes' worth of queues that it opens there.</summary>
internal sealed class Tenant(NatsCluster cluster) : IAsyncDisposable
{
    // The servers set aside what a queue may hold at most, and there are several tests' queues.
    private static readonly ByteSize Little = new(64 << 20);
    private static readonly QueueSettings Common = new() { AckWait = TimeSpan.FromSeconds(15), ResultMaxBytes = Little };

    private readonly List<JetStreamStore> stores = [];

    public NatsCluster Cluster => cluster;

    public string Account { get; } = cluster.NewAccount();

    public ConcurrentQueue<string> Logged { get; } = new();

    /// <summary>Opens a queue on the cluster.</summary>
    /// <param name="replicas">As the setting says.</param>
    /// <param name="known">The servers whose addresses the setting has; none: all.</param>
    public async Task<JetStreamStore> OpenAsync(int replicas = 3, params NatsNode[] known)
    {
        var own = new JetStreamQueueSettings { Replicas = replicas, RecordMaxBytes = Little };
        var url = NatsCluster.Url(Account, known.Length > 0 ? known : cluster.Nodes);
        var store = await JetStreamStore.OpenAsync(own, Common, LinkOptions.Of(url, own), TimeProvider.System, new KeepingLogger(Logged));
        lock (stores)
            stores.Add(store);
        return store;
    }

    /// <summary>The server that a queue is connected to.</summary>
    public NatsNode ConnectedTo(JetStreamStore store) => cluster.Named(store.Link.Connection.ServerInfo!.Name);

    public async ValueTask DisposeAsync()
    {
        foreach (var store in stores)
            await store.DisposeAsync();
    }
}
