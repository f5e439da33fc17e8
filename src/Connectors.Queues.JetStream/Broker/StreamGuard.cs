using System.Collections.Concurrent;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream.Lanes;
using NATS.Client.JetStream;

namespace Connectors.Queues.JetStream.Broker;

/// <summary>Makes each queue's stream once, and again when somebody has removed it. Thread-safe.</summary>
internal sealed class StreamGuard(JetStreamStore store) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task>> ensured = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim mending = new(1, 1);

    /// <summary>The queue's stream is there when this returns.</summary>
    public async Task EnsureAsync(string queue, CancellationToken cancellationToken)
    {
        var making = ensured.GetOrAdd(queue, name => new Lazy<Task>(() => MakeAsync(name)));
        try
        {
            await making.Value.WaitAsync(cancellationToken);
        }
        catch (Exception) when (making.Value.IsFaulted)
        {
            ensured.TryRemove(new(queue, making));
            throw;
        }
    }

    /// <summary>True when the stream was gone and is there again.</summary>
    public async ValueTask<bool> MendAsync(string queue, CancellationToken cancellationToken)
    {
        await mending.WaitAsync(cancellationToken);
        try
        {
            if (await IsThereAsync(queue, cancellationToken))
                return false;
            Log.StreamGone(store.Logger, Lane.StreamOf(queue));
            await MakeAsync(queue);
            return true;
        }
        finally
        {
            mending.Release();
        }
    }

    public void Dispose() => mending.Dispose();

    private async Task MakeAsync(string queue) => await store.Link.GuardAsync(
        async () =>
        {
            try
            {
                await store.Topology.EnsureQueueAsync(queue, store.Stopping);
                return true;
            }
            catch (QueueStartException refused)
            {
                // The hub runs: what cannot be made now, for want of a server or of room, is refused to the caller and tried at the next call.
                throw new QueueUnavailableException(refused.Message, refused);
            }
        },
        store.Stopping);

    private async Task<bool> IsThereAsync(string queue, CancellationToken cancellationToken) => await store.Link.GuardAsync(
        async () =>
        {
            try
            {
                await store.Link.JetStream.GetStreamAsync(Lane.StreamOf(queue), cancellationToken: cancellationToken);
                return true;
            }
            catch (NatsJSApiException missing) when (missing.Error.Code == 404)
            {
                return false;
            }
        },
        cancellationToken);
}
