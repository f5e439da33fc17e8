using Connectors.Queues.Sqlite.Callbacks;
using Connectors.Queues.Sqlite.Lanes;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Sweeping;

/// <summary>Makes ready what has become due, some at a time; its answer is when there is more to do.</summary>
internal sealed class PromoteWrite(SqliteStore store) : Write<long>
{
    private const long Most = 1000;

    protected override long Run(WriteSession session)
    {
        using (var rows = session.Database
            .Query("UPDATE invocations SET stage=0 WHERE id IN (SELECT id FROM invocations WHERE stage=1 AND due <= ? ORDER BY due LIMIT ?) RETURNING lane")
            .Bind(session.Now).Bind(Most))
        {
            while (rows.Step())
                session.Moved(store.Lanes[rows.Long(0)], Stage.Delayed, Stage.Ready);
        }
        using (var rows = session.Database
            .Query("UPDATE callbacks SET stage=0 WHERE id IN (SELECT id FROM callbacks WHERE stage=1 AND due <= ? ORDER BY due LIMIT ?) RETURNING host")
            .Bind(session.Now).Bind(Most))
        {
            while (rows.Step())
                CallbackRows.Ready(session, store.Hosts, rows.Text(0), 1);
        }
        return Math.Min(
            Next(session.Database.Query("SELECT min(due) FROM invocations WHERE stage=1")),
            Next(session.Database.Query("SELECT min(due) FROM callbacks WHERE stage=1")));
    }

    private static long Next(Statement query)
    {
        using (query)
            return query.Step() ? query.LongOrNull(0) ?? long.MaxValue : long.MaxValue;
    }
}
