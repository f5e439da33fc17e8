using Connectors.Core.Functions;
using Connectors.Queues.Sqlite.Callbacks;
using Connectors.Queues.Sqlite.Invocations;
using Connectors.Queues.Sqlite.Lanes;

namespace Connectors.Queues.Sqlite.Storage;

/// <summary>Brings memory in line with the file at start.</summary>
internal static class Recovery
{
    /// <summary>
    /// Only one process holds the directory, so that every lease found in it belongs to a dead one. Lost leases count as attempts.
    /// </summary>
    /// <returns>How many invocations were running.</returns>
    public static int TakeBack(Database database, long now)
    {
        database.Execute("BEGIN IMMEDIATE");
        database
            .Query("""
                INSERT INTO attempts(invocation, run, number, started, error, worker)
                SELECT id, run, attempts + 1, leased, ?, worker FROM invocations WHERE stage=3
                """)
            .Bind(LostWrite.Error).Run();
        var lost = database
            .Query("""
                UPDATE invocations SET stage=0, retrying=1, attempts=attempts + 1, due=?, unreachable=NULL, lease=NULL, leased=NULL, worker=NULL
                WHERE stage=3
                """)
            .Bind(now).Run();
        database.Query("UPDATE callbacks SET stage=0, attempts=attempts + 1, last_error=?, lease=NULL WHERE stage=3").Bind(LostWrite.Error).Run();
        database.Execute("COMMIT");
        return lost;
    }

    public static void LoadLanes(Database database, LaneMap lanes)
    {
        using (var rows = database.Query("SELECT name, paused FROM queues"))
        {
            while (rows.Step())
                lanes.Queue(rows.Text(0)).Paused = rows.Bool(1);
        }
        using (var rows = database.Query("SELECT l.id, f.id, l.queue, f.name, f.namespace, l.paused FROM lanes l JOIN functions f ON f.id = l.function"))
        {
            while (rows.Step())
                lanes.Add(rows.Long(0), rows.Long(1), rows.Text(2), new FunctionName(rows.Text(3), rows.Text(4))).Paused = rows.Bool(5);
        }
        using (var rows = database.Query("SELECT lane, stage, count(*) FROM invocations WHERE stage < 3 GROUP BY lane, stage"))
        {
            while (rows.Step())
                lanes[rows.Long(0)].Add((Stage)rows.Int(1), rows.Long(2));
        }
        using (var rows = database.Query("SELECT lane, count(*) FROM invocations WHERE stage = 5 GROUP BY lane"))
        {
            while (rows.Step())
                lanes[rows.Long(0)].Add(Stage.Dead, rows.Long(1));
        }
    }

    public static void LoadHosts(Database database, LaneMap lanes, HostMap hosts)
    {
        using (var rows = database.Query("SELECT host, count(*) FROM callbacks WHERE stage=0 AND stage < 3 GROUP BY host"))
        {
            while (rows.Step())
                hosts.Add(rows.Text(0), rows.Long(1));
        }
        using (var rows = database.Query("SELECT lane, count(*) FROM callbacks WHERE stage < 4 GROUP BY lane"))
        {
            while (rows.Step())
                lanes[rows.Long(0)].Queue.AddCallbacks(rows.Long(1));
        }
    }

    public static long ResultBytes(Database database) => One(database, "SELECT total(bytes) FROM results") ?? 0;

    public static long EarliestDue(Database database) => Math.Min(
        One(database, "SELECT min(due) FROM invocations WHERE stage=1") ?? long.MaxValue,
        One(database, "SELECT min(due) FROM callbacks WHERE stage=1") ?? long.MaxValue);

    private static long? One(Database database, string sql)
    {
        using var query = database.Query(sql);
        return query.Step() ? query.LongOrNull(0) : null;
    }
}
