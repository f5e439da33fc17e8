using Connectors.Queues.Sqlite.Records;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Invocations;

/// <summary>Takes back a lease that nobody holds any more. It counts as an attempt, or a call that kills its worker would run for ever.</summary>
internal sealed class LostWrite(LeasedRow row) : Write<bool>
{
    /// <summary>What the history says of it.</summary>
    public const string Error = "lease lost: the worker did not report back";

    protected override bool Run(WriteSession session)
    {
        var put = session.Database
            .Query("""
                UPDATE invocations SET stage=0, retrying=1, attempts=attempts + 1, due=?, unreachable=NULL, lease=NULL, leased=NULL, worker=NULL
                WHERE id=? AND stage=3 AND lease=?
                """)
            .Bind(session.Now).Bind(row.Id).Bind(row.Token).Run() == 1;
        if (!put)
            return false;
        Attempts.Add(session, row, null, Error);
        session.Moved(row.Lane, Lanes.Stage.Running, Lanes.Stage.Ready);
        return true;
    }
}
