using Connectors.Queues.Sqlite.Invocations;
using Connectors.Queues.Sqlite.Lanes;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Callbacks;

/// <summary>Callbacks in the database: one an invocation, for its newest run.</summary>
internal static class CallbackRows
{
    public static void Add(WriteSession session, HostMap hosts, LeasedRow row)
    {
        var host = new Uri(row.CallbackUrl!).Authority;
        session.Database
            .Query("INSERT INTO callbacks(id, lane, delivery_id, host, stage, due) VALUES(?, ?, ?, ?, 0, ?)")
            .Bind(row.Id).Bind(row.Lane.Id).Bind(Guid.NewGuid().ToString()).Bind(host).Bind(session.Now).Run();
        session.AfterCommit(() => row.Lane.Queue.AddCallbacks(1));
        Ready(session, hosts, host, 1);
    }

    /// <summary>Counts callbacks that became due, or are so no longer.</summary>
    public static void Ready(WriteSession session, HostMap hosts, string host, long count)
    {
        session.AfterCommit(() => hosts.Add(host, count));
        if (count > 0)
            session.Open();
    }

    /// <summary>Removes the callback of an invocation whatever its state; whoever is delivering it loses the lease.</summary>
    public static void Drop(WriteSession session, SqliteStore store, long id)
    {
        using var query = session.Database.Query("DELETE FROM callbacks WHERE id=? RETURNING lane, stage, host, lease").Bind(id);
        while (query.Step())
        {
            var (queue, stage, host) = (store.Lanes[query.Long(0)].Queue, (Stage)query.Int(1), query.Text(2));
            if (stage == Stage.Ready)
                Ready(session, store.Hosts, host, -1);
            if (stage < Stage.Done)
                session.AfterCommit(() => queue.AddCallbacks(-1));
            if (query.LongOrNull(3) is { } lease)
                session.AfterCommit(() => store.CallbackLeases.Lose(lease));
        }
    }
}
