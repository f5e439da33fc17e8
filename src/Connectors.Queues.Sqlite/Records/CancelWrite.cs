using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.Sqlite.Invocations;
using Connectors.Queues.Sqlite.Lanes;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Records;

/// <summary>Cancels what waits or runs; whoever runs it is told once the record says so.</summary>
internal sealed class CancelWrite(SqliteStore store, CallId callId, CancellationToken cancellationToken) : Write<CancelOutcome>
{
    private const string Reason = "cancelled by a caller";

    protected override CancelOutcome Run(WriteSession session)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Find(session) is not { } found)
            return CancelOutcome.Unknown;
        if (found.Stage > Stage.Running)
            return CancelOutcome.AlreadyEnded;
        if (found.Stage == Stage.Running)
            RecordAttempt(session, found.Id);
        session.Database
            .Query("UPDATE invocations SET stage=6, retrying=0, reason=?, ended=?, lease=NULL, leased=NULL, worker=NULL WHERE id=?")
            .Bind(Reason).Bind(session.Now).Bind(found.Id).Run();
        Payloads.Drop(session, store.Bodies, found.Id);
        Results.Drop(session, store.Bodies, found.Id);
        var lane = store.Lanes[found.Lane];
        if (found.Stage != Stage.Blocked)
            Ordering.Leave(session, store.Lanes, lane, found.OrderingKey);
        session.Moved(lane, found.Stage, Stage.Cancelled);
        if (found.Lease is { } lease)
            session.AfterCommit(() => store.Leases.Interrupt(lease, LeaseInterruption.Cancelled));
        return CancelOutcome.Cancelled;
    }

    private (long Id, long Lane, Stage Stage, string? OrderingKey, long? Lease)? Find(WriteSession session)
    {
        using var row = session.Database.Query("SELECT id, lane, stage, ordering_key, lease FROM invocations WHERE call_id=?").Bind(callId.ToString());
        return row.Step() ? (row.Long(0), row.Long(1), (Stage)row.Int(2), row.TextOrNull(3), row.LongOrNull(4)) : null;
    }

    private static void RecordAttempt(WriteSession session, long id) => session.Database
        .Query("""
            INSERT INTO attempts(invocation, run, number, started, seconds, error, worker)
            SELECT id, run, attempts + 1, leased, (? - leased) / 1e7, ?, worker FROM invocations WHERE id=?
            """)
        .Bind(session.Now).Bind(Reason).Bind(id).Run();
}
