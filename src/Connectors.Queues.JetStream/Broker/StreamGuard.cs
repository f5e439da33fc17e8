using System.Collections.Concurrent;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream.Naming;
using NATS.Client.JetStream;

namespace Connectors.Queues.JetStream.Broker;

/// <summary>Makes each queue's stream once, and any stream again that somebody has removed under the running queue. Thread-safe.</summary>
internal sealed class StreamGuard(JetStreamStore store) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task>> ensured = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim mending = new(1, 1);

    /// <summary>The queue's stream is there when this returns.</summary>
    public async Task EnsureAsync(string queue, CancellationToken cancellationToken)
    {
        var making = ensured.GetOrAdd(queue, name => new Lazy<Task>(() => MakeAsync(() => store.Topology.EnsureQueueAsync(name, store.Stopping))));
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

    /// <summary>Looks for every stream that has been made, and mends those that are gone.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (!store.Link.IsOpen)
            return;
        var there = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var name in store.Link.JetStream.ListStreamNamesAsync(cancellationToken: cancellationToken))
            there.Add(name);
        foreach (var missing in store.Topology.Streams.Where(name => !there.Contains(name)))
            await MendAsync(missing, cancellationToken);
    }

    /// <summary>True when the stream was gone and is there again.</summary>
    public async ValueTask<bool> MendAsync(string stream, CancellationToken cancellationToken)
    {
        await mending.WaitAsync(cancellationToken);
        try
        {
            if (await IsThereAsync(stream, cancellationToken))
                return false;
            Log.StreamGone(store.Logger, stream);
            await MakeAsync(() => store.Topology.RemakeAsync(stream, store.Stopping));
            // What every process knows by heart is written down again for those to come.
            if (stream == Topology.StreamOfKeys(Names.Control))
                await store.Board.RestoreAsync(cancellationToken);
            return true;
        }
        finally
        {
            mending.Release();
        }
    }

    public void Dispose() => mending.Dispose();

    private async Task MakeAsync(Func<Task> make) => await store.Link.GuardAsync(
        async () =>
        {
            try
            {
                await make();
                return true;
            }
            catch (QueueStartException refused)
            {
                // The hub runs: what cannot be made now, for want of a server or of room, is refused to the caller and tried at the next call.
                throw new QueueUnavailableException(refused.Message, refused);
            }
        },
        store.Stopping);

    private async Task<bool> IsThereAsync(string stream, CancellationToken cancellationToken) => await store.Link.GuardAsync(
        async () =>
        {
            try
            {
                await store.Link.JetStream.GetStreamAsync(stream, cancellationToken: cancellationToken);
                return true;
            }
            catch (NatsJSApiException missing) when (missing.Error.Code == 404)
            {
                return false;
            }
        },
        cancellationToken);
}
