using Connectors.Providers.FaasNetes.Operating.Resources;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.FaasNetes.Watching;

/// <summary>The Deployments and pods of functions in one namespace, and the resources that they are written as, followed from <see cref="Start"/> to disposal.</summary>
internal sealed class NamespaceObjects : IAsyncDisposable
{
    private const string Functions = Manifests.Marks.Function;
    private readonly CancellationTokenSource ending = new();
    private readonly Informer<V1Deployment, V1DeploymentList> deployments;
    private readonly Informer<V1Pod, V1PodList> pods;
    private readonly Informer<FunctionResource, FunctionResourceList>? resources;
    private Task running = Task.CompletedTask;
    private Lack? lack;

    /// <param name="name">The namespace.</param>
    /// <param name="client">The cluster.</param>
    /// <param name="health">Told whether the API answers.</param>
    /// <param name="resourceHealth">The same for custom resources, which a cluster may lack; null: they are not followed.</param>
    /// <param name="changed">Called after every change.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For faults.</param>
    public NamespaceObjects(string name, IKubernetes client, ClusterHealth health, ClusterHealth? resourceHealth, Action changed, TimeProvider time, ILogger logger)
    {
        Resources = new ObjectCache<FunctionResource>(changed);
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
        if (resourceHealth is not null)
            resources = new Informer<FunctionResource, FunctionResourceList>(new OptionalKind<FunctionResource, FunctionResourceList>(FunctionResourceCalls.Watched(client, name), now => Tell(now, name, logger), time).Watched, Resources, resourceHealth, time, logger);
    }

    public ObjectCache<V1Deployment> Deployments { get; }

    public ObjectCache<V1Pod> Pods { get; }

    /// <summary>The functions that are written as custom resources; none where those are not followed.</summary>
    public ObjectCache<FunctionResource> Resources { get; }

    /// <summary>The pods by their functions.</summary>
    public PodGroups ByFunction { get; }

    /// <summary>Completes when Deployments and pods have been read once.</summary>
    public Task Synced => Task.WhenAll(deployments.Synced, pods.Synced);

    public void Start() => running = Task.WhenAll(
        Task.Run(() => deployments.RunAsync(ending.Token)),
        Task.Run(() => pods.RunAsync(ending.Token)),
        Task.Run(() => resources?.RunAsync(ending.Token) ?? Task.CompletedTask));

    /// <summary>The pods of a function; not those of one of its name that was removed.</summary>
    public IEnumerable<V1Pod> PodsOf(V1Deployment function)
    {
        var birth = Birth(function.Spec.Template.Metadata);
        return ByFunction.Of(function.Metadata.Name).Where(pod => Birth(pod.Metadata) == birth);
    }

    /// <summary>The resource that a function is written as; null when it is none. Of two that claim one name the older one has it.</summary>
    public FunctionResource? ResourceOf(string function) =>
        Resources.All.Where(resource => FunctionSpec.Name(resource) == function).MinBy(resource => (resource.Metadata.CreationTimestamp, resource.Metadata.Name));

    /// <summary>By what pods of one function know each other; null when it was made by another provider.</summary>
    public static string? Birth(V1ObjectMeta pod) => pod?.Annotations?.TryGetValue(Manifests.Marks.Birth, out var birth) == true ? birth : null;

    private void Tell(Lack? now, string name, ILogger logger)
    {
        if (now is not null && now != lack)
            Log.NoResources(logger, name, now.IsUnknown ? "install them: kubectl apply -f charts/connectors/crds/functions.yaml" : $"{now.Reason}. Give our account the rules of charts/connectors/templates/rbac/operator.yaml");
        lack = now;
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await running;
        ending.Dispose();
    }
}
