using System.Net;
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
internal sealed class Informer<T, TList>(Watched<T, TList> watched, ObjectCache<T> cache, ClusterHealth health, TimeProvider time, ILogger logger)
    where T : class, IKubernetesObject<V1ObjectMeta>
    where TList : IKubernetesObject<V1ListMeta>, IItems<T>
{
    private const int WatchSeconds = 290;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when all has been read once.</summary>
    public Task Synced => synced.Task;

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var wait = FirstWait;
        string? version = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                version ??= await ListAsync(cancellationToken);
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

    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        var all = await ClusterCalls.AskAsync(watched.List, cancellationToken);
        cache.Replace(all.Items, all.Metadata.ResourceVersion);
        synced.TrySetResult();
        health.Answered(watched.Kind);
        return all.Metadata.ResourceVersion;
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
}
