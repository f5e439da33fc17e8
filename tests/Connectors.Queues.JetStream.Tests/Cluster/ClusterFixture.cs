using Connectors.TestServers.Nats;

namespace Connectors.Queues.JetStream.Tests.Cluster;

/// <summary>One cluster for the tests of this folder, one after the other: they kill its servers and start them again.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    public NatsCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cluster = await NatsCluster.StartAsync();

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class ClusterTestGroup : ICollectionFixture<ClusterFixture>
{
    public const string Name = "cluster";
}
