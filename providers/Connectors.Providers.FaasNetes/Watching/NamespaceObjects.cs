using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.FaasNetes.Watching;

/// <summary>The Deployments and pods of functions in one namespace, followed from <see cref="Start"/> to disposal.</summary>
internal sealed class NamespaceObjects : IAsyncDisposable
{
    private const string Functions = Manifests.Marks.Function;
    private readonly CancellationTokenSource ending = new();
    private readonly Informer<V1Deployment, V1DeploymentList> deployments;
    private readonly Informer<V1Pod, V1PodList> pods;
    private Task running = Task.CompletedTask;

    public NamespaceObjects(string name, IKubernetes client, ClusterHealth health, Action changed, TimeProvider time, ILogger logger)
    {
        Deployments = new ObjectCache<V1Deployment>(changed);
        Pods = new ObjectCache<V1Pod>(changed);
        ByFunction = new PodGroups(Pods);
        deployments = new Informer<V1Deployment, V1DeploymentList>(
            new Watched<V1Deployment, V1DeploymentList>(
                $"deployments of {name}",
                ending => client.AppsV1.ListNamespacedDeploymentAsync(name, labelSelector: Functions, cancellationToken: ending),
                (from, seconds, fault, ending) => client.AppsV1.WatchListNamespacedDeploymentAsync(name, labelSelector: Functions, allowWatchBookmarks: true, resourceVersion: from, timeoutSeconds: seconds, onError: fault, cancellationToken: ending)),
            Deployments, health, time, logger);
        pods = new Informer<V1Pod, V1PodList>(
            new Watched<V1Pod, V1PodList>(
                $"pods of {name}",
                ending => client.CoreV1.ListNamespacedPodAsync(name, labelSelector: Functions, cancellationToken: ending),
                (from, seconds, fault, ending) => client.CoreV1.WatchListNamespacedPodAsync(name, labelSelector: Functions, allowWatchBookmarks: true, resourceVersion: from, timeoutSeconds: seconds, onError: fault, cancellationToken: ending)),
            Pods, health, time, logger);
    }

    public ObjectCache<V1Deployment> Deployments { get; }

    public ObjectCache<V1Pod> Pods { get; }

    /// <summary>The pods by their functions.</summary>
    public PodGroups ByFunction { get; }

    /// <summary>Completes when both have been read once.</summary>
    public Task Synced => Task.WhenAll(deployments.Synced, pods.Synced);

    public void Start() => running = Task.WhenAll(Task.Run(() => deployments.RunAsync(ending.Token)), Task.Run(() => pods.RunAsync(ending.Token)));

    /// <summary>The pods of a function; not those of one of its name that was removed.</summary>
    public IEnumerable<V1Pod> PodsOf(V1Deployment function)
    {
        var birth = Birth(function.Spec.Template.Metadata);
        return ByFunction.Of(function.Metadata.Name).Where(pod => Birth(pod.Metadata) == birth);
    }

    /// <summary>By what pods of one function know each other; null when it was made by another provider.</summary>
    public static string? Birth(V1ObjectMeta pod) => pod?.Annotations?.TryGetValue(Manifests.Marks.Birth, out var birth) == true ? birth : null;

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await running;
        ending.Dispose();
    }
}
