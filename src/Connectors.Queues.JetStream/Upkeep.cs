using Connectors.Queues.JetStream.Delays;
using Connectors.Queues.JetStream.Leasing;
using Connectors.Queues.JetStream.Statistics;
using Connectors.Queues.JetStream.Sweeping;

namespace Connectors.Queues.JetStream;

/// <summary>What an open queue does by itself: keeps its leases alive, moves what is due, tidies up, answers other workers. Thread-safe.</summary>
internal sealed class Upkeep(JetStreamStore store)
{
    // Longer than any upload that still goes on, and rare, because it reads everything.
    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);

    // One small question to the server; what needs a stream that is gone fails until then.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(3);

    private readonly SkippedMessages skipped = new(store);

    /// <summary>Begins all of it; it ends with the queue.</summary>
    public void Start()
    {
        store.Follow("Answering other workers", store.Tell.ListenAsync);
        store.Follow("Telling what runs here", cancellation => RunningCensus.AnswerAsync(store, cancellation));
        store.Follow("Looking for messages that a consumer has passed over", skipped.WatchAsync);
        store.Follow("Moving what is due", new DelayClock(store).RunAsync);
        store.Every("Renewing leases", store.RenewEvery, RenewLeasesAsync);
        store.Every("Giving back what nobody leases", store.RenewEvery / 2, SweepPoolsAsync);
        store.Every("Measuring the server's clock", TimeSpan.FromMinutes(1), MeasureClockAsync);
        store.Every("Letting idle consumers go", TimeSpan.FromTicks(Math.Max(store.Own.ConsumerIdle.Ticks / 4, TimeSpan.TicksPerSecond)), store.Intakes.RestAsync);
        store.Every("Looking for streams that are gone", LookEvery, store.MendStreamsAsync);
        store.Every("Removing orphaned bodies", SweepEvery, new BodySweep(store, SweepEvery).SweepAsync);
    }

    /// <summary>Says that the connection has been opened anew.</summary>
    public void Reconnected()
    {
        store.Pool.Changes.Notify();
        store.CallbackPool.Changes.Notify();
        skipped.Reconnected.Notify();
    }

    private async Task RenewLeasesAsync(CancellationToken cancellationToken)
    {
        if (!store.Link.IsOpen)
            return;
        await Parallel.ForEachAsync(
            store.Leases.Held, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken }, (lease, token) => lease.RenewAsync(token));
    }

    private async Task SweepPoolsAsync(CancellationToken cancellationToken)
    {
        if (!store.Link.IsOpen)
            return;
        await store.Pool.SweepAsync(lane => !store.Board.IsPaused(lane), cancellationToken);
        await store.CallbackPool.SweepAsync(_ => true, cancellationToken);
    }

    private async Task MeasureClockAsync(CancellationToken cancellationToken)
    {
        if (store.Link.IsOpen)
            await store.Clock.MeasureAsync(store.Control, "clock." + store.Leases.Instance, cancellationToken);
    }
}
