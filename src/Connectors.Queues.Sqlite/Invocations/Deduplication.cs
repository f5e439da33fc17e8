using Connectors.Core.Invocations;
using Connectors.Queues.Sqlite.Lanes;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Invocations;

/// <summary>Records of accepted keys, apart from the invocations and outliving them.</summary>
internal static class Deduplication
{
    /// <summary>The invocation that holds the key; null when none does any more.</summary>
    public static EnqueueResult? Find(WriteSession session, Lane lane, DeduplicationKey key)
    {
        using var query = session.Database
            .Query("SELECT call_id, accepted FROM deduplication WHERE function=? AND origin=? AND id=? AND expires > ?")
            .Bind(lane.FunctionId).Bind(key.Origin).Bind(key.Id).Bind(session.Now);
        return query.Step() ? new EnqueueResult(CallId.Parse(query.Text(0)), true, query.Time(1)) : null;
    }

    public static void Remember(WriteSession session, Lane lane, DeduplicationKey key, CallId callId, TimeSpan window) =>
        session.Database
            .Query("INSERT OR REPLACE INTO deduplication(function, origin, id, call_id, accepted, expires) VALUES(?, ?, ?, ?, ?, ?)")
            .Bind(lane.FunctionId).Bind(key.Origin).Bind(key.Id).Bind(callId.ToString()).Bind(session.Now).Bind(session.Now + window.Ticks).Run();

    /// <summary>Frees the key of an invocation that was removed before it succeeded: who sends it again means it.</summary>
    public static void Forget(WriteSession session, Lane lane, string callId) =>
        session.Database.Query("DELETE FROM deduplication WHERE function=? AND call_id=?").Bind(lane.FunctionId).Bind(callId).Run();
}
