using Connectors.Core.Invocations;
using Connectors.Queues.Sqlite.Records;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Invocations;

/// <summary>Puts a leased invocation back, due later. A call that never reached its function uses up no attempt, but since when is remembered.</summary>
internal sealed class RetryWrite(LeasedRow row, AttemptOutcome.RetryAfter retry) : Write<bool>
{
    protected override bool Run(WriteSession session)
    {
        var due = session.Now + Math.Clamp(retry.Delay.Ticks, 0, TimeSpan.FromDays(3650).Ticks);
        var stage = Ordering.Waiting(session, due);
        var put = session.Database
            .Query("""
                UPDATE invocations SET stage=?, retrying=1, attempts=attempts + ?, due=?, unreachable=?, lease=NULL, leased=NULL, worker=NULL
                WHERE id=? AND stage=3 AND lease=?
                """)
            .Bind((long)stage).Bind(retry.CountsAsAttempt ? 1L : 0L).Bind(due)
            .Bind(retry.CountsAsAttempt ? (long?)null : row.UnreachableSince?.UtcTicks ?? session.Now).Bind(row.Id).Bind(row.Token)
            .Run() == 1;
        if (!put)
            return false;
        Attempts.Add(session, row, retry.Attempt);
        session.Moved(row.Lane, Lanes.Stage.Running, stage);
        return true;
    }
}
