using Connectors.Core.Functions;

namespace Connectors.Providers.Local.Deployments;

/// <summary>How many replicas a function may have, and the setting that says so.</summary>
internal sealed record ReplicaLimit(int Max, string Setting)
{
    /// <summary>What is wrong with a wish; null when nothing is.</summary>
    public string? Fault(FunctionName function, int replicas) =>
        replicas < 0 ? $"function {function} cannot have {replicas} replicas; ask for 0 or more"
        : replicas > Max ? $"function {function} cannot have {replicas} replicas; {Setting} allows {Max}"
        : null;

    /// <summary>What is wrong with the labels; null when nothing is.</summary>
    public string? Fault(IReadOnlyDictionary<string, string>? labels) =>
        ScalingLabels.Read(labels).Min > Max ? $"label {ScalingLabels.MinLabel} asks for more than the {Max} replicas that {Setting} allows" : null;
}
