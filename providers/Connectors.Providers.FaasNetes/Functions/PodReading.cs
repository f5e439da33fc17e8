using System.Net;
using System.Net.Sockets;
using Connectors.Core.Functions;
using Connectors.Providers.FaasNetes.Manifests;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Functions;

/// <summary>Pods of functions: where they answer, and why they do not.</summary>
internal static class PodReading
{
    private const int LongestReason = 400;

    /// <summary>Where it answers; null when it is not ready, or on its way out.</summary>
    public static Uri? Address(V1Pod pod)
    {
        if (pod.Metadata.DeletionTimestamp is not null || !IPAddress.TryParse(pod.Status?.PodIP, out var address))
            return null;
        var isReady = (pod.Status.Conditions ?? []).Any(condition => condition is { Type: "Ready", Status: "True" });
        return isReady ? new Uri($"http://{(address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString())}:{FunctionObjects.Port}/") : null;
    }

    /// <summary>Why none of a function's pods is ready, in words for a caller.</summary>
    public static string Reason(V1Deployment deployment, IEnumerable<V1Pod> pods)
    {
        if (deployment.Spec.Replicas == 0)
            return "scaled to zero";
        var living = pods.Where(pod => pod.Metadata.DeletionTimestamp is null).ToList();
        foreach (var pod in living)
        {
            if (ContainerReason(pod) is { } reason)
                return reason;
        }
        foreach (var pod in living)
        {
            if ((pod.Status?.Conditions ?? []).FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False" }) is { } unplaced)
                return $"{unplaced.Reason}: {ShownText.Of(unplaced.Message, LongestReason)}";
        }
        // Quotas and admission refuse pods before there are any.
        if (living.Count == 0 && (deployment.Status?.Conditions ?? []).FirstOrDefault(condition => condition is { Type: "ReplicaFailure", Status: "True" }) is { } refused)
            return $"{refused.Reason}: {ShownText.Of(refused.Message, LongestReason)}";
        return "starting";
    }

    private static string? ContainerReason(V1Pod pod)
    {
        var status = (pod.Status?.ContainerStatuses ?? []).FirstOrDefault();
        if (status?.State?.Waiting is { Reason: not ("ContainerCreating" or "PodInitializing") } waiting)
        {
            var last = status.LastState?.Terminated;
            return last is null
                ? $"{waiting.Reason}: {ShownText.Of(waiting.Message, LongestReason)}"
                : $"{waiting.Reason}: its last run ended with {(last.Reason == "OOMKilled" ? "OOMKilled, more memory than its limit" : $"exit code {last.ExitCode}")}";
        }
        return status?.State?.Terminated is { } ended ? $"its run ended with {(ended.Reason == "OOMKilled" ? "OOMKilled, more memory than its limit" : $"exit code {ended.ExitCode}")}" : null;
    }
}
