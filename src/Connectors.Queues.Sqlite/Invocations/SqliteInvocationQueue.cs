using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.Sqlite.Lanes;

namespace Connectors.Queues.Sqlite.Invocations;

/// <summary>Enqueueing and leasing.</summary>
internal sealed class SqliteInvocationQueue(SqliteStore store) : IInvocationQueue
{
    public async ValueTask<EnqueueResult> EnqueueAsync(NewInvocation invocation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var lane = await store.LaneAsync(invocation.Queue, invocation.Function);
        using var spool = await store.Spooler.ReadAsync(invocation.Body, cancellationToken);
        var result = await store.Writer.AdmitAsync(
            new EnqueueWrite(lane, invocation, spool.Body, store.Settings.DedupWindow, cancellationToken), cancellationToken);
        if (!result.Duplicate)
            spool.Keep();
        return result;
    }

    public async ValueTask<IReadOnlyList<IInvocationLease>> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Count, 1);
        store.Takers.Enter(request);
        try
        {
            return await WaitAsync(request, cancellationToken);
        }
        finally
        {
            store.Takers.Leave(request);
        }
    }

    private async ValueTask<IReadOnlyList<IInvocationLease>> WaitAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Versions first, then the look: what changes after the look wakes the wait below.
            var (opened, grown) = (store.Opened.Version, request.Limits.Changes.Version);
            if (Turns(request) is { Count: > 0 } turns)
            {
                var leases = await store.Writer.RunAsync(new LeaseWrite(store, request, turns, cancellationToken));
                if (leases.Count > 0)
                    return leases;
            }
            await store.OpenedAsync(opened, request.Limits.Changes, grown, cancellationToken);
        }
    }

    /// <summary>Lanes that have something, with how many more of their function the worker takes.</summary>
    private List<(Lane Lane, int Available)> Turns(LeaseRequest request)
    {
        var turns = new List<(Lane, int)>();
        foreach (var lane in store.Lanes.Of(request.Queue, null))
        {
            if (lane.Open && request.Limits.Available(lane.Function) is > 0 and var available)
                turns.Add((lane, available));
        }
        return turns;
    }
}
