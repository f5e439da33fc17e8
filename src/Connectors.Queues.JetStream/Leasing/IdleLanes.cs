using System.Collections.Concurrent;
using Connectors.Queues.JetStream.Lanes;

namespace Connectors.Queues.JetStream.Leasing;

/// <summary>
/// Lanes that have had nothing for long. Nobody asks their consumers any more, so that the server lets them go; what comes is heard of
/// because its message passes by, and the lane wakes with it. Thread-safe.
/// </summary>
internal sealed class IdleLanes(JetStreamStore store)
{
    private readonly ConcurrentDictionary<Lane, CancellationTokenSource> asleep = new();

    public bool IsAsleep(Lane lane) => asleep.ContainsKey(lane);

    /// <summary>Lets a lane sleep that holds nothing; false when it holds something after all.</summary>
    public async ValueTask<bool> TrySleepAsync(Lane lane, CancellationToken cancellationToken)
    {
        if (await HoldsAnythingAsync(lane, cancellationToken))
            return false;
        var waking = CancellationTokenSource.CreateLinkedTokenSource(store.Stopping);
        if (!asleep.TryAdd(lane, waking))
            return false;
        var ear = await store.Link.Connection.SubscribeCoreAsync<byte[]>(lane.CallFilter, cancellationToken: waking.Token);
        _ = ListenAsync(lane, ear, waking.Token);
        // What came before the server knew of the ear.
        await store.Link.Connection.PingAsync(cancellationToken);
        if (await HoldsAnythingAsync(lane, cancellationToken))
            Wake(lane);
        return true;
    }

    public void Wake(Lane lane)
    {
        if (!asleep.TryRemove(lane, out var waking))
            return;
        waking.Cancel();
        store.Pool.Changes.Notify();
    }

    private async Task ListenAsync(Lane lane, NATS.Client.Core.INatsSub<byte[]> ear, CancellationToken cancellationToken)
    {
        await using (ear)
        {
            try
            {
                await ear.Msgs.WaitToReadAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                // Woken in another way, or the queue is closed.
            }
        }
        Wake(lane);
    }

    private async ValueTask<bool> HoldsAnythingAsync(Lane lane, CancellationToken cancellationToken) =>
        await store.Link.NextAsync(lane.Stream, lane.CallFilter, 1, cancellationToken) is not null;
}
