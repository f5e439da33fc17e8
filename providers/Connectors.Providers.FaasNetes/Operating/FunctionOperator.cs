using System.Collections.Concurrent;
using Connectors.Core.Providers;
using Connectors.Providers.FaasNetes.Access;
using Connectors.Providers.FaasNetes.Operating.Resources;
using Connectors.Providers.FaasNetes.Profiles;
using Connectors.Providers.FaasNetes.Watching;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.FaasNetes.Operating;

/// <summary>
/// Keeps all functions as their resources ask, and tells how they are. It looks at everything after every change, and acts where what it sees is not what it
/// left: so it misses nothing, whoever has changed it, and two of them at once do no harm.
/// </summary>
internal sealed class FunctionOperator(ClusterWatch cluster, ClusterProfiles profiles, FunctionReconciler reconciler, FunctionResourceCalls resources, TimeProvider time, ILogger<FunctionOperator> logger)
{
    private const int AtOnce = 8;
    // Pods that come and go in crowds are looked at together.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);
    private readonly ConcurrentDictionary<string, Progress> progress = new();

    /// <summary>Runs until it is cancelled. What an earlier run knew is not trusted.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        progress.Clear();
        while (!cancellationToken.IsCancellationRequested)
        {
            var seen = (Objects: cluster.Changes.Version, Profiles: profiles.Changes.Version);
            var all = cluster.Namespaces.Select(one => cluster.In(one.Metadata.Name)).OfType<NamespaceObjects>().SelectMany(objects => objects.Resources.All.Select(resource => (objects, resource))).ToList();
            await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (one, ending) => await LookAsync(one.objects, one.resource, ending));
            Forget(all.Select(one => one.resource.Metadata.Uid).ToHashSet());
            await ChangedAsync(seen, cancellationToken);
        }
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async ValueTask LookAsync(NamespaceObjects objects, FunctionResource resource, CancellationToken cancellationToken)
    {
        if (resource.Metadata.DeletionTimestamp is not null)
            return;
        var mine = progress.GetOrAdd(resource.Metadata.Uid, _ => new Progress());
        var applied = profiles.Find(ProfileNames.Of(FunctionSpec.Read(resource, out _)?.Annotations));
        var before = Sight(objects, resource, applied);
        if (mine.IsDue(before, time.GetUtcNow()))
        {
            var obstacle = await reconciler.ReconcileAsync(resource, cancellationToken);
            mine.Note(before, Sight(objects, resource, applied), obstacle, time.GetUtcNow());
        }
        var deployment = DeploymentOf(objects, resource);
        var status = FunctionConditions.Status(resource, mine.Obstacle, [.. applied.Found.Select(Applied)], deployment, deployment is null ? [] : [.. objects.PodsOf(deployment)], time.GetUtcNow());
        if (!FunctionConditions.AreSame(resource.Status, status) && mine.MayTell(time.GetUtcNow()))
            mine.NoteTold(await TellAsync(objects, resource, status, cancellationToken), time.GetUtcNow());
    }

    private async Task<bool> TellAsync(NamespaceObjects objects, FunctionResource resource, FunctionResourceStatus status, CancellationToken cancellationToken)
    {
        try
        {
            objects.Resources.Put(await resources.TellAsync(resource, status, cancellationToken));
            return true;
        }
        catch (Exception fault) when (fault is ProviderUnavailableException or HttpOperationException)
        {
            // It may be gone meanwhile. A definition without the status has none to be told.
            Log.StatusUntold(logger, resource.Metadata.NamespaceProperty, resource.Metadata.Name, fault is HttpOperationException refusal ? ClusterCalls.Reason(refusal) : fault.Message);
            return false;
        }
    }

    private async Task ChangedAsync((long Objects, long Profiles) seen, CancellationToken cancellationToken)
    {
        await Task.Delay(Gathering, time, cancellationToken);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] any = [cluster.Changes.WaitAsync(seen.Objects, either.Token), profiles.Changes.WaitAsync(seen.Profiles, either.Token), Task.Delay(NextTry(), time, either.Token)];
        await Task.WhenAny(any);
        await either.CancelAsync();
        await Task.WhenAll(any).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private TimeSpan NextTry()
    {
        var next = progress.Values.Min(one => one.NextLook) ?? DateTimeOffset.MaxValue;
        var wait = next - time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait < Progress.LongestWait ? wait : Progress.LongestWait;
    }

    private void Forget(HashSet<string> there)
    {
        foreach (var gone in progress.Keys.Where(uid => !there.Contains(uid)))
            progress.TryRemove(gone, out _);
    }

    private static V1Deployment? DeploymentOf(NamespaceObjects objects, FunctionResource resource) =>
        objects.Deployments.Find(FunctionSpec.Name(resource)) is { } deployment && ResourceOwnership.Owns(resource, deployment) ? deployment : null;

    private AppliedProfile Applied(FunctionProfile profile) =>
        new() { Reference = new ProfileReference { Name = profile.Name, Namespace = profiles.Namespace }, ObservedGeneration = profile.Generation };

    // All by which one can tell that the Deployment is no more as it was left, or ought to be another.
    private static string Sight(NamespaceObjects objects, FunctionResource resource, FoundProfiles applied)
    {
        var deployment = objects.Deployments.Find(FunctionSpec.Name(resource))?.Metadata;
        var wanted = $"{resource.Metadata.Generation} {string.Join(' ', applied.Found.Select(profile => $"{profile.Uid}:{profile.Generation}"))} {applied.Fault}";
        return deployment is null
            ? wanted
            : $"{wanted} {deployment.Uid} {deployment.Generation} {deployment.DeletionTimestamp} {Words(deployment.Labels)} {Words(deployment.Annotations)} {string.Join(' ', (deployment.OwnerReferences ?? []).Select(owner => owner.Uid))}";
    }

    private static string Words(IDictionary<string, string>? map) =>
        string.Join('\n', (map ?? new Dictionary<string, string>()).Where(pair => !pair.Key.StartsWith(Manifests.Marks.OfController, StringComparison.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal));
}
