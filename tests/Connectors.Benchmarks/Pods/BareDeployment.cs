using System.Diagnostics;
using System.Net;
using Connectors.Benchmarks.Load;
using k8s;
using k8s.Models;

namespace Connectors.Benchmarks.Pods;

/// <summary>What one does without us: a Deployment of the same pods is written or scaled, a watch tells when a pod of it is ready, and the pod is asked.</summary>
internal sealed class BareDeployment(Kubernetes cluster, string space)
{
    public const string Name = "bare";

    /// <summary>Like the Deployment of a function, with another name.</summary>
    public async Task<V1Deployment> LikeAsync(string function)
    {
        var deployment = await cluster.AppsV1.ReadNamespacedDeploymentAsync(function, space);
        var labels = new Dictionary<string, string> { ["app"] = Name };
        deployment.Metadata = new V1ObjectMeta { Name = Name, Labels = labels };
        deployment.Status = null;
        deployment.Spec.Replicas = 1;
        deployment.Spec.Selector = new V1LabelSelector { MatchLabels = labels };
        deployment.Spec.Template.Metadata = new V1ObjectMeta { Labels = labels };
        return deployment;
    }

    /// <summary>Until a pod that <paramref name="act"/> has brought up has answered.</summary>
    /// <returns>In ms: until it was told as running, as ready, and until the first byte.</returns>
    public async Task<PodTimes> TimeAsync(Func<Task> act)
    {
        using var ending = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var from = (await cluster.CoreV1.ListNamespacedPodAsync(space, labelSelector: $"app={Name}")).Metadata.ResourceVersion;
        var began = Stopwatch.GetTimestamp();
        var acting = act();
        double? running = null;
        await foreach (var (_, pod) in cluster.CoreV1.WatchListNamespacedPodAsync(space, labelSelector: $"app={Name}", resourceVersion: from, cancellationToken: ending.Token))
        {
            if (pod.Metadata.DeletionTimestamp is not null || !IPAddress.TryParse(pod.Status?.PodIP, out var address))
                continue;
            if (pod.Status.ContainerStatuses?.Any(status => status.State?.Running is not null) == true)
                running ??= Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            if (pod.Status.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) != true)
                continue;
            var ready = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            await FirstByte.OfAsync(address, 8080, "/");
            await acting;
            return new PodTimes(running ?? ready, ready, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        throw new InvalidOperationException("the watch ended before a pod was ready");
    }
}

/// <summary>Milliseconds after the beginning.</summary>
internal sealed record PodTimes(double Running, double Ready, double Answered);
