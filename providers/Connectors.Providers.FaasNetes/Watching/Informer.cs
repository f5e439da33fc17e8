using System.Net;
using Connectors.Core.Changes;
using Connectors.Core.Providers;
using Connectors.Providers.FaasNetes.Access;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.FaasNetes.Watching;

/// <summary>
/// Keeps a cache as the API has it: lists, then watches from there on. A watch that ends is resumed where it ended; one whose version is too old begins with
/// a list again. While the API is away the cache stays as it was.
/// </summary>
internal sealed class Informer<T, TList>(Watched<T, TList> watched, ObjectCache<T> cache, ClusterHealth health, TimeProvider time, ILogger logger) : IDisposable
    where T : class, IKubernetesObject<V1ObjectMeta>
    where TList : IKubernetesObject<V1ListMeta>, IItems<T>
{
    private const int WatchSeconds = 290;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LackingWait = TimeSpan.FromSeconds(10);
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim listing = new(1, 1);
    private readonly ChangeSignal found = new();

    /// <summary>Completes when all has been read once, or there is nothing to read.</summary>
    public Task Synced => synced.Task;

    /// <summary>Reads all out of turn: for whoever misses what may have come to be a moment ago.</summary>
    /// <exception cref="ProviderUnavailableException">The API does not answer.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (await ListAsync(cancellationToken) is not null)
            found.Notify();
    }

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var wait = FirstWait;
        string? version = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            var seen = found.Version;
            try
            {
                version ??= await ListAsync(cancellationToken);
                if (version is null)
                {
                    await RestAsync(seen, cancellationToken);
                    continue;
                }
                wait = FirstWait;
                version = await WatchAsync(version, cancellationToken);
                continue;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is ProviderUnavailableException or HttpOperationException or HttpRequestException or IOException or KubernetesException or OperationCanceledException or System.Text.Json.JsonException)
            {
                // After a fault all is read anew: that it answers again is known by that.
                version = null;
                if (!IsTooOld(fault))
                    health.Failed(watched.Kind, fault.Message);
                Log.WatchBroken(logger, watched.Kind, fault.Message);
            }
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, LongestWait.Ticks));
        }
    }

    public void Dispose() => listing.Dispose();

    // Null: there is nothing to read. One at a time, so that an older answer never comes after a newer one.
    private async Task<string?> ListAsync(CancellationToken cancellationToken)
    {
        await listing.WaitAsync(cancellationToken);
        try
        {
            var all = await ClusterCalls.AskAsync(watched.List, cancellationToken);
            cache.Replace(all.Items, all.Metadata.ResourceVersion);
            health.Answered(watched.Kind);
            watched.Lacking?.Invoke(null);
            synced.TrySetResult();
            return all.Metadata.ResourceVersion;
        }
        catch (Exception refusal) when (watched.Lacking is not null && LackOf(refusal) is not null)
        {
            health.Answered(watched.Kind);
            watched.Lacking(LackOf(refusal));
            synced.TrySetResult();
            return null;
        }
        finally
        {
            listing.Release();
        }
    }

    // Until it may have come, or has been found by somebody who missed it.
    private async Task RestAsync(long seen, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(Task.Delay(LackingWait, time, enough.Token), found.WaitAsync(seen, enough.Token));
        await enough.CancelAsync();
    }

    private async Task<string?> WatchAsync(string version, CancellationToken cancellationToken)
    {
        Exception? broken = null;
        await foreach (var (type, one) in watched.Watch(version, WatchSeconds, fault => broken = fault, cancellationToken))
        {
            version = one.Metadata?.ResourceVersion ?? version;
            switch (type)
            {
                case WatchEventType.Added or WatchEventType.Modified:
                    cache.Put(one);
                    break;
                case WatchEventType.Deleted:
                    cache.Remove(one);
                    break;
                case WatchEventType.Error:
                    return null;
            }
        }
        return broken is null ? version : IsTooOld(broken) ? null : throw new IOException(broken.Message, broken);
    }

    private static bool IsTooOld(Exception fault) => fault switch
    {
        HttpOperationException refusal => ClusterCalls.Status(refusal) == HttpStatusCode.Gone,
        KubernetesException told => told.Status?.Code == (int)HttpStatusCode.Gone,
        _ => false,
    };

    private static Lack? LackOf(Exception fault) => (fault as HttpOperationException ?? fault.InnerException as HttpOperationException) is { } refusal
        ? ClusterCalls.Status(refusal) switch
        {
            HttpStatusCode.NotFound => new Lack(IsUnknown: true, ClusterCalls.Reason(refusal)),
            HttpStatusCode.Forbidden => new Lack(IsUnknown: false, ClusterCalls.Reason(refusal)),
            _ => null,
        }
        : null;
}
