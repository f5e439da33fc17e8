using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Invocations;

/// <summary>Puts a leased invocation back where it was, as if it had not been leased.</summary>
internal sealed class GiveBackWrite(LeasedRow row) : Write<bool>
{
    protected override bool Run(WriteSession session)
    {
        var put = session.Database
            .Query("UPDATE invocations SET stage=0, lease=NULL, leased=NULL, worker=NULL WHERE id=? AND stage=3 AND lease=?")
            .Bind(row.Id).Bind(row.Token).Run() == 1;
        if (put)
            session.Moved(row.Lane, Lanes.Stage.Running, Lanes.Stage.Ready);
        return put;
    }
}
