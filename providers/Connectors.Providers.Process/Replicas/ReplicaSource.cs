using Connectors.Providers.Local.Catalogue;
using Connectors.Providers.Local.Supervision;

namespace Connectors.Providers.Process.Replicas;

/// <summary>Makes replicas that are processes.</summary>
internal sealed class ReplicaSource(ReplicaSurroundings surroundings) : IReplicaSource
{
    public IReplica Create(StoredFunction function, string id, Action changed) =>
        new Replica(function, id, surroundings.LogOf(function.Name), surroundings, changed);
}
