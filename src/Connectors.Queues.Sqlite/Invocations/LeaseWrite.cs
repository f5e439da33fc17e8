using Connectors.Core.Functions;
using Connectors.Core.Queues;
using Connectors.Queues.Sqlite.Lanes;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Invocations;

/// <summary>Leases due invocations: lanes take turns, the one whose last turn is longest ago first; within a lane the oldest due first.</summary>
internal sealed class LeaseWrite(SqliteStore store, LeaseRequest request, List<(Lane Lane, int Available)> turns, CancellationToken cancellationToken)
    : Write<IReadOnlyList<IInvocationLease>>
{
    protected override IReadOnlyList<IInvocationLease> Run(WriteSession session)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var leases = new List<IInvocationLease>(request.Count);
        var available = Available();
        var open = turns.Select(turn => turn.Lane).Where(lane => !lane.Paused && !lane.Queue.Paused).OrderBy(lane => lane.LastTurn).ToList();
        while (leases.Count < request.Count && open.Count > 0)
            open.RemoveAll(lane => leases.Count < request.Count && !TryTake(session, lane, available, leases));
        return leases;
    }

    private bool TryTake(WriteSession session, Lane lane, Dictionary<FunctionName, int> available, List<IInvocationLease> leases)
    {
        if (available[lane.Function] == 0 || LeasedRow.TakeNext(session, lane, request.Worker, store.NextLeaseToken()) is not { } row)
            return false;
        available[lane.Function]--;
        store.Lanes.Turn(lane);
        session.Moved(lane, Stage.Ready, Stage.Running);
        var lease = new InvocationLease(store, row);
        session.AfterCommit(() => store.Leases.Add(lease));
        leases.Add(lease);
        return true;
    }

    private Dictionary<FunctionName, int> Available()
    {
        var available = new Dictionary<FunctionName, int>(turns.Count);
        foreach (var (lane, count) in turns)
            available[lane.Function] = count;
        return available;
    }
}
