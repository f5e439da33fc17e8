using Connectors.Queues.Sqlite.Lanes;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Invocations;

/// <summary>
/// Of a function's invocations with one ordering key at most one is not blocked. So leasing never steps over a row that it may not take.
/// </summary>
internal static class Ordering
{
    /// <summary>Where a new arrival stands.</summary>
    public static Stage Arrive(WriteSession session, Lane lane, string? key, long due)
    {
        if (key is not null && HasUnended(session, lane, key))
            return Stage.Blocked;
        return Waiting(session, due);
    }

    /// <summary>One that was not blocked has ended: the oldest blocked one is next.</summary>
    public static void Leave(WriteSession session, LaneMap lanes, Lane lane, string? key)
    {
        if (key is null || Next(session, lane, key) is not var (id, due, nextLane))
            return;
        var stage = Waiting(session, due);
        session.Database.Query("UPDATE invocations SET stage=? WHERE id=?").Bind((long)stage).Bind(id).Run();
        session.Moved(lanes[nextLane], Stage.Blocked, stage);
    }

    /// <summary>Ready or delayed; the due time is noted.</summary>
    public static Stage Waiting(WriteSession session, long due)
    {
        if (due <= session.Now)
            return Stage.Ready;
        session.DueAt(due);
        return Stage.Delayed;
    }

    private static bool HasUnended(WriteSession session, Lane lane, string key)
    {
        using var query = session.Database
            .Query("SELECT 1 FROM invocations WHERE function=? AND ordering_key=? AND stage < 4 LIMIT 1").Bind(lane.FunctionId).Bind(key);
        return query.Step();
    }

    private static (long Id, long Due, long Lane)? Next(WriteSession session, Lane lane, string key)
    {
        using var query = session.Database
            .Query("SELECT id, due, lane FROM invocations WHERE function=? AND ordering_key=? AND stage=2 AND stage < 4 ORDER BY id LIMIT 1")
            .Bind(lane.FunctionId).Bind(key);
        return query.Step() ? (query.Long(0), query.Long(1), query.Long(2)) : null;
    }
}
