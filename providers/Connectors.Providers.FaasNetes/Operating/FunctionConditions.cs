using Connectors.Core.Functions;
using Connectors.Providers.FaasNetes.Functions;
using Connectors.Providers.FaasNetes.Operating.Resources;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Operating;

/// <summary>How a resource is, out of what is known of its objects. Pure functions.</summary>
internal static class FunctionConditions
{
    private const int LongestMessage = 1024;

    /// <summary>The status to tell.</summary>
    /// <param name="resource">The resource, with the status that was told last.</param>
    /// <param name="obstacle">Why it is not as it asks; null when it is.</param>
    /// <param name="profiles">The profiles that are applied.</param>
    /// <param name="deployment">Its Deployment; null when there is none that is its.</param>
    /// <param name="pods">The pods of that.</param>
    /// <param name="now">The time, for conditions that have changed.</param>
    public static FunctionResourceStatus Status(FunctionResource resource, Obstacle? obstacle, IReadOnlyList<AppliedProfile> profiles, V1Deployment? deployment, IReadOnlyList<V1Pod> pods, DateTimeOffset now)
    {
        var wanted = deployment?.Spec.Replicas ?? 0;
        var available = deployment is null ? 0 : Math.Min(wanted, pods.Count(pod => PodReading.Address(pod) is not null));
        return new FunctionResourceStatus
        {
            ObservedGeneration = resource.Metadata.Generation ?? 0,
            Replicas = wanted,
            AvailableReplicas = available,
            UnavailableReplicas = wanted - available,
            Profiles = profiles,
            Conditions =
            [
                Condition(resource, "Ready", obstacle is null, obstacle?.Reason ?? "Reconciled", obstacle?.Message ?? "its Deployment is as it asks", now),
                Healthy(resource, deployment, pods, available, now),
                Reconciling(resource, obstacle, deployment, available, now),
                Condition(resource, "Stalled", obstacle is { IsLasting: true }, obstacle is { IsLasting: true } ? obstacle.Reason : "Reconciled", obstacle is { IsLasting: true } ? obstacle.Message : "nobody has to do anything", now),
            ],
        };
    }

    /// <summary>Whether two tell the same.</summary>
    public static bool AreSame(FunctionResourceStatus? one, FunctionResourceStatus other) =>
        one is not null && one with { Conditions = [], Profiles = [] } == other with { Conditions = [], Profiles = [] } && one.Conditions.SequenceEqual(other.Conditions) && one.Profiles.SequenceEqual(other.Profiles);

    private static FunctionCondition Healthy(FunctionResource resource, V1Deployment? deployment, IReadOnlyList<V1Pod> pods, int available, DateTimeOffset now) => (deployment, available) switch
    {
        (null, _) => Condition(resource, "Healthy", false, "NoDeployment", "nothing of it runs", now),
        ({ Spec.Replicas: 0 }, _) => Condition(resource, "Healthy", true, "ScaledToZero", "scaled to zero; a call starts it", now),
        (_, > 0) => Condition(resource, "Healthy", true, "Available", "it takes calls", now),
        _ => Condition(resource, "Healthy", false, "Unavailable", PodReading.Reason(deployment, pods), now),
    };

    private static FunctionCondition Reconciling(FunctionResource resource, Obstacle? obstacle, V1Deployment? deployment, int available, DateTimeOffset now) => obstacle switch
    {
        { IsLasting: false } => Condition(resource, "Reconciling", true, obstacle.Reason, obstacle.Message, now),
        null when deployment is not null && IsRolling(deployment, available) => Condition(resource, "Reconciling", true, "RollingOut", "its pods are being replaced, started or ended", now),
        null => Condition(resource, "Reconciling", false, "Reconciled", "its pods are as it asks", now),
        _ => Condition(resource, "Reconciling", false, obstacle.Reason, "it waits until somebody changes something", now),
    };

    private static bool IsRolling(V1Deployment deployment, int available)
    {
        var (wanted, status) = (deployment.Spec.Replicas ?? 1, deployment.Status);
        return (status?.ObservedGeneration ?? 0) < deployment.Metadata.Generation || (status?.UpdatedReplicas ?? 0) < wanted || (status?.Replicas ?? 0) > wanted || available < wanted;
    }

    private static FunctionCondition Condition(FunctionResource resource, string type, bool isTrue, string reason, string message, DateTimeOffset now)
    {
        var status = isTrue ? "True" : "False";
        var before = resource.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type);
        return new FunctionCondition
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = ShownText.Of(message, LongestMessage),
            ObservedGeneration = resource.Metadata.Generation ?? 0,
            // Whole seconds, as the API keeps them.
            LastTransitionTime = before?.Status == status ? before.LastTransitionTime : DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()).UtcDateTime,
        };
    }
}

/// <summary>Why a resource is not as it asks.</summary>
/// <param name="Reason">In one word.</param>
/// <param name="Message">In a sentence, with the remedy.</param>
/// <param name="IsLasting">Somebody has to change something; otherwise it passes by itself.</param>
internal sealed record Obstacle(string Reason, string Message, bool IsLasting);
