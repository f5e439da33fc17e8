using Connectors.Queues.Sqlite.Lanes;
using Connectors.Queues.Sqlite.Records;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Sweeping;

/// <summary>How much a sweep removes in one transaction: little, so that enqueueing hardly waits.</summary>
internal static class SweepPortion
{
    public const int Most = 200;
}

/// <summary>Forgets deduplication keys whose window has passed.</summary>
internal sealed class ForgetKeysWrite : Write<int>
{
    protected override int Run(WriteSession session) => session.Database
        .Query("DELETE FROM deduplication WHERE (function, origin, id) IN (SELECT function, origin, id FROM deduplication WHERE expires <= ? LIMIT ?)")
        .Bind(session.Now).Bind(SweepPortion.Most).Run();
}

/// <summary>Removes results whose time has passed.</summary>
internal sealed class DropResultsWrite(SqliteStore store) : Write<int>
{
    protected override int Run(WriteSession session) => Results.DropExpired(session, store.Bodies, SweepPortion.Most);
}

/// <summary>Removes records of invocations that succeeded or were cancelled long ago, unless their callback is still to be delivered.</summary>
internal sealed class DropRecordsWrite(SqliteStore store) : Write<int>
{
    protected override int Run(WriteSession session)
    {
        var old = Find(session);
        foreach (var (id, lane, stage) in old)
            RecordRows.Delete(session, store, id, store.Lanes[lane], stage);
        return old.Count;
    }

    private List<(long Id, long Lane, Stage Stage)> Find(WriteSession session)
    {
        var found = new List<(long, long, Stage)>();
        using var rows = session.Database
            .Query("""
                SELECT i.id, i.lane, i.stage FROM invocations i LEFT JOIN callbacks c ON c.id = i.id
                WHERE i.stage IN (4, 6) AND i.ended <= ? AND (c.stage IS NULL OR c.stage >= 4) LIMIT ?
                """)
            .Bind(session.Now - store.Settings.RecordRetention.Ticks).Bind(SweepPortion.Most);
        while (rows.Step())
            found.Add((rows.Long(0), rows.Long(1), (Stage)rows.Int(2)));
        return found;
    }
}
