using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream.Lanes;
using Connectors.Queues.JetStream.Leasing;

namespace Connectors.Queues.JetStream.Invocations;

/// <inheritdoc cref="IInvocationQueue"/>
internal sealed class JetStreamInvocationQueue(JetStreamStore store) : IInvocationQueue
{
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(3);

    private readonly Enqueueing enqueueing = new(store);

    public ValueTask<EnqueueResult> EnqueueAsync(NewInvocation invocation, CancellationToken cancellationToken) =>
        enqueueing.EnqueueAsync(invocation, cancellationToken);

    public async ValueTask<IReadOnlyList<IInvocationLease>> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        using var taker = store.Takers.Enter(request.Worker, request.Queue);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await store.OpenAsync(cancellationToken);
            var (arrivals, limits, board) = (store.Pool.Changes.Version, request.Limits.Changes.Version, store.Board.Changes.Version);
            var taken = store.Pool.Take(request.Count, lane => Available(lane, request));
            if (taken.Count > 0)
            {
                store.Intakes.AskAhead(taken);
                var leases = await TakeAsync(taken, request.Worker, cancellationToken);
                if (leases.Count > 0)
                    return leases;
                continue;
            }
            store.Intakes.Ask([.. store.Board.Lanes.Where(lane => Available(lane, request) > 0)], request.Count, lane => Available(lane, request));
            await WaitAsync(request, arrivals, limits, board, cancellationToken);
            // Behind the first of a shared consumer come others, whose functions are to have their turns too.
            if (store.Own.Consumers == ConsumerMode.Shared)
                await Task.Delay(Linger, store.Time, cancellationToken);
        }
    }

    private int Available(Lane lane, LeaseRequest request) =>
        (request.Queue is null || request.Queue == lane.Queue) && !store.Board.IsPaused(lane) ? request.Limits.Available(lane.Function) : 0;

    private async Task WaitAsync(LeaseRequest request, long arrivals, long limits, long board, CancellationToken cancellationToken)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, store.Stopping);
        await Task.WhenAny(
            store.Pool.Changes.WaitAsync(arrivals, wait.Token), request.Limits.Changes.WaitAsync(limits, wait.Token), store.Board.Changes.WaitAsync(board, wait.Token));
        await wait.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        if (store.Stopping.IsCancellationRequested)
            throw new QueueUnavailableException($"The queue on NATS at {store.Link.Url} is closed; start the hub again.");
    }

    private async ValueTask<IReadOnlyList<IInvocationLease>> TakeAsync(List<Arrival<Lane>> taken, string worker, CancellationToken cancellationToken)
    {
        if (taken.Count == 1)
            return await TakeOneAsync(taken[0], worker, cancellationToken) is { } one ? [one] : [];
        var leases = await Task.WhenAll(taken.Select(arrival => TakeOneAsync(arrival, worker, cancellationToken)));
        return [.. leases.OfType<InvocationLease>()];
    }

    private async Task<InvocationLease?> TakeOneAsync(Arrival<Lane> arrival, string worker, CancellationToken cancellationToken)
    {
        try
        {
            // Once begun it is finished: a lease that was recorded and never handed out would have to run out.
            return await store.Taking.TakeAsync(arrival, worker, store.Stopping);
        }
        catch (QueueUnavailableException unavailable)
        {
            Log.Postponed(store.Logger, $"Leasing an invocation of {arrival.Key}", unavailable.Message);
            store.Pool.Return(arrival);
            await Task.Delay(TimeSpan.FromMilliseconds(200), store.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return null;
        }
    }
}
