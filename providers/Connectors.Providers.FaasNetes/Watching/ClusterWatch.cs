using System.Collections.Concurrent;
using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.FaasNetes.Manifests;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.FaasNetes.Watching;

/// <summary>
/// Follows the cluster: its namespaces, and in each that holds functions their Deployments and pods. Namespace by namespace, so that no right is needed
/// anywhere else. Readers never wait.
/// </summary>
internal sealed class ClusterWatch : IHostedService, IAsyncDisposable
{
    private const string System = "kube-system";
    private readonly IKubernetes client;
    private readonly string standing;
    private readonly ClusterHealth? resourceHealth;
    private readonly TimeProvider time;
    private readonly ILogger<ClusterWatch> logger;
    private readonly CancellationTokenSource ending = new();
    private readonly ConcurrentDictionary<string, NamespaceObjects> followed = new();
    private readonly ObjectCache<V1Namespace> namespaces;
    private readonly Informer<V1Namespace, V1NamespaceList> informer;
    private readonly SemaphoreSlim following = new(1, 1);
    private Task running = Task.CompletedTask;
    private Task adjusting = Task.CompletedTask;

    /// <param name="client">The cluster.</param>
    /// <param name="standing">The default namespace, which always counts.</param>
    /// <param name="health">Told whether the API answers.</param>
    /// <param name="settings">Whether functions are followed as custom resources too.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For faults.</param>
    public ClusterWatch(IKubernetes client, string standing, ClusterHealth health, FaasNetesSettings settings, TimeProvider time, ILogger<ClusterWatch> logger)
    {
        (this.client, this.standing, this.time, this.logger, Health) = (client, standing, time, logger, health);
        // Calls go on where there are no such resources: they say nothing of the provider's own health.
        resourceHealth = settings.Operator ? new ClusterHealth(time) : null;
        namespaces = new ObjectCache<V1Namespace>(Changes.Notify);
        informer = new Informer<V1Namespace, V1NamespaceList>(
            new Watched<V1Namespace, V1NamespaceList>(
                "namespaces",
                cancel => client.CoreV1.ListNamespaceAsync(cancellationToken: cancel),
                (from, seconds, fault, cancel) => client.CoreV1.WatchListNamespaceAsync(allowWatchBookmarks: true, resourceVersion: from, timeoutSeconds: seconds, onError: fault, cancellationToken: cancel)),
            namespaces, health, time, logger);
    }

    public ClusterHealth Health { get; }

    /// <summary>Fires after every change of what is known.</summary>
    public ChangeSignal Changes { get; } = new();

    /// <summary>The namespaces that hold functions, ordered by name; those that are being removed do not count.</summary>
    public IEnumerable<V1Namespace> Namespaces => namespaces.All.Where(Counts).OrderBy(one => one.Metadata.Name, StringComparer.Ordinal);

    /// <summary>What is followed in a namespace that holds functions; null in any other.</summary>
    public NamespaceObjects? In(string name) => followed.TryGetValue(name, out var objects) && namespaces.Find(name) is { } one && Counts(one) ? objects : null;

    /// <summary>Why nothing can be put into a namespace; null when it can.</summary>
    public ProviderResult? Refusal(string name)
    {
        if (DnsLabel.Fault("namespace", name) is { } fault)
            return ProviderResult.Refused(fault);
        if (namespaces.Find(name) is not { } found)
            return ProviderResult.Refused($"there is no namespace '{name}'; create it first (POST /system/namespace/)");
        if (IsLeaving(found))
            return ProviderResult.Refused($"namespace '{name}' is being removed");
        return Counts(found) ? null : ProviderResult.Refused($"namespace '{name}' is not for functions; annotate it {Marks.Namespace}=1");
    }

    /// <summary>The namespace as the cluster has it, whether it holds functions or not; null when there is none.</summary>
    public V1Namespace? Find(string name) => namespaces.Find(name);

    /// <summary>What has been written to a namespace is known at once.</summary>
    public async Task TakeAsync(V1Namespace one, CancellationToken cancellationToken)
    {
        namespaces.Put(one);
        await AdjustAsync();
        if (In(one.Metadata.Name) is { } objects)
            await objects.Synced.WaitAsync(cancellationToken);
    }

    /// <summary>Returns when all that there is has been read once.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        running = Task.Run(() => informer.RunAsync(ending.Token), CancellationToken.None);
        var first = await Task.WhenAny(informer.Synced, Task.Delay(TimeSpan.FromSeconds(20), time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        if (first != informer.Synced)
            throw new ProviderUnavailableException(Health.Fault ?? "Kubernetes did not answer within 20 s; is its API server up, and is it where faas-netes.kubeconfig says?");
        await AdjustAsync();
        adjusting = Task.Run(AdjustForEverAsync, CancellationToken.None);
        await Task.WhenAll(followed.Values.Select(objects => objects.Synced)).WaitAsync(TimeSpan.FromSeconds(30), time, cancellationToken);
        Log.Started(logger, followed.Count);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (ending.IsCancellationRequested)
            return;
        await ending.CancelAsync();
        await Task.WhenAll(running, adjusting);
        foreach (var objects in followed.Values)
            await objects.DisposeAsync();
        followed.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        ending.Dispose();
        following.Dispose();
    }

    private async Task AdjustForEverAsync()
    {
        var seen = 0L;
        try
        {
            while (true)
            {
                seen = await Changes.WaitAsync(seen, ending.Token);
                await AdjustAsync();
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    private async Task AdjustAsync()
    {
        await following.WaitAsync(ending.Token);
        try
        {
            var wanted = Namespaces.Select(one => one.Metadata.Name).ToHashSet();
            foreach (var name in wanted.Where(name => !followed.ContainsKey(name)))
            {
                var objects = new NamespaceObjects(name, client, Health, resourceHealth, Changes.Notify, time, logger);
                objects.Start();
                followed[name] = objects;
            }
            foreach (var name in followed.Keys.Where(name => !wanted.Contains(name)).ToList())
            {
                if (followed.TryRemove(name, out var objects))
                    await objects.DisposeAsync();
            }
        }
        finally
        {
            following.Release();
        }
    }

    private bool Counts(V1Namespace one) =>
        one.Metadata.Name != System && !IsLeaving(one) && (one.Metadata.Name == standing || Marked(one.Metadata.Annotations) || Marked(one.Metadata.Labels));

    private static bool IsLeaving(V1Namespace one) => one.Metadata.DeletionTimestamp is not null;

    private static bool Marked(IDictionary<string, string>? map) => map is not null && map.TryGetValue(Marks.Namespace, out var value) && (value == "1" || value == "true");
}
