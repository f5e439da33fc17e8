using Connectors.Core.Functions;
using Connectors.Providers.Local.Catalogue;
using Connectors.Providers.Local.Supervision;

namespace Connectors.Providers.Faasd.Replicas;

/// <summary>Makes replicas that are containers.</summary>
internal sealed class ReplicaSource(ReplicaSurroundings surroundings) : IReplicaSource
{
    /// <summary>The label that says what becomes of replicas at zero.</summary>
    public const string ZeroModeLabel = ScalingLabels.Prefix + "zero-mode";

    private const string Remove = "remove";

    public IReplica Create(StoredFunction function, string id, Action changed) => new ContainerReplica(function, id, null, surroundings, changed);

    /// <summary>One that runs already.</summary>
    public IReplica Adopt(StoredFunction function, string id, ReplicaRun run, Action changed) => new ContainerReplica(function, id, run, surroundings, changed);

    // As many as come back first; the others would hold memory for nothing.
    public int Resting(StoredFunction function) =>
        KnownAnnotations.Value(function.Deployment.Labels, ZeroModeLabel) == Remove ? 0 : ScalingLabels.Read(function.Deployment.Labels).Floor;
}
