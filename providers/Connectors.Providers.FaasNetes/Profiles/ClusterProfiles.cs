using Connectors.Core.Changes;
using Connectors.Core.Providers;
using Connectors.Providers.FaasNetes.Access;
using Connectors.Providers.FaasNetes.Watching;
using k8s;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.FaasNetes.Profiles;

/// <summary>
/// Follows the profiles of one namespace. A cluster need not have them: while it lacks the kind, or we may not read it, functions that name none are as ever. Readers never
/// wait, except for a profile that is not known.
/// </summary>
internal sealed class ClusterProfiles : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(5);
    private readonly ILogger<ClusterProfiles> logger;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource ending = new();
    private readonly TaskCompletionSource known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly OptionalKind<Profile, ProfileList> kind;
    private readonly ObjectCache<Profile> cache;
    private readonly Informer<Profile, ProfileList> informer;
    private Task running = Task.CompletedTask;
    private volatile Lack? lack;

    /// <param name="client">The cluster.</param>
    /// <param name="settings">Where profiles are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For what is lacking.</param>
    public ClusterProfiles(IKubernetes client, FaasNetesSettings settings, TimeProvider time, ILogger<ClusterProfiles> logger)
    {
        (Namespace, this.time, this.logger) = (settings.ProfilesNamespace, time, logger);
        kind = new OptionalKind<Profile, ProfileList>(ProfileCalls.Watched(client, Namespace), Tell, time);
        cache = new ObjectCache<Profile>(Know);
        // With a health of their own: without profiles the provider is as well as with them.
        informer = new Informer<Profile, ProfileList>(kind.Watched, cache, new ClusterHealth(time), time, logger);
    }

    /// <summary>Where profiles are.</summary>
    public string Namespace { get; }

    /// <summary>Fires after every change of what is known: of a profile, or of whether there can be any.</summary>
    public ChangeSignal Changes { get; } = new();

    /// <summary>The profiles of these names, as far as they are known now; no call of the API.</summary>
    public FoundProfiles Find(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            return FoundProfiles.None;
        if (!known.Task.IsCompleted)
            return new FoundProfiles([], names, $"{ProfileFaults.Named(names)} is not known yet: Kubernetes has not told the profiles of namespace '{Namespace}'");
        if (lack is { } lacking)
            return new FoundProfiles([], names, $"there is no {ProfileFaults.Named(names)}: {ProfileFaults.Of(lacking)}");
        List<FunctionProfile> found = [];
        List<string> missing = [], faults = [];
        foreach (var name in names)
        {
            if (cache.Find(name) is not { } profile)
            {
                missing.Add(name);
                continue;
            }
            List<string> unreadable = [];
            var spec = ProfileReading.Read(profile.Spec, unreadable);
            if (unreadable.Count > 0)
                faults.Add(ProfileFaults.Unreadable(name, Namespace, unreadable));
            else
                found.Add(new FunctionProfile(name, profile.Metadata.Uid, profile.Metadata.Generation ?? 0, spec));
        }
        if (missing.Count > 0)
            faults.Insert(0, ProfileFaults.Missing(missing, Namespace));
        return new FoundProfiles(found, missing, faults.Count > 0 ? string.Join("; ", faults) : null);
    }

    /// <summary>The same, after another look at the cluster for what is not known.</summary>
    /// <exception cref="ProviderUnavailableException">It does not answer.</exception>
    public async Task<FoundProfiles> FindAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var found = Find(names);
        if (found.Missing.Count == 0)
            return found;
        var all = await ClusterCalls.AskAsync(kind.ListAsync, cancellationToken);
        foreach (var profile in all.Items)
            cache.Put(profile);
        known.TrySetResult();
        return Find(names);
    }

    /// <summary>Returns when all have been read once, or nobody has told what there is: functions do not wait for it.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        running = Task.Run(() => informer.RunAsync(ending.Token), CancellationToken.None);
        await Task.WhenAny(known.Task, Task.Delay(StartPatience, time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (ending.IsCancellationRequested)
            return;
        await ending.CancelAsync();
        await running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        ending.Dispose();
    }

    private void Know()
    {
        known.TrySetResult();
        Changes.Notify();
    }

    private void Tell(Lack? now)
    {
        var before = lack;
        lack = now;
        if (now == before)
            return;
        if (now is not null)
        {
            var reason = ProfileFaults.Of(now);
            Log.NoProfiles(logger, reason);
        }
        else
        {
            Log.ProfilesFound(logger, Namespace);
        }
        Changes.Notify();
    }
}
