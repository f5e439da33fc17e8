using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.Sqlite.Bodies;
using Connectors.Queues.Sqlite.Invocations;
using Connectors.Queues.Sqlite.Lanes;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Callbacks;

/// <summary>A callback as it was when it was leased.</summary>
internal sealed record LeasedCallback(long Id, long Token, Lane Lane, string Host, int Attempt, CallbackDelivery Delivery)
{
    /// <summary>Takes the oldest due of a target; null when there is none.</summary>
    public static LeasedCallback? TakeNext(WriteSession session, SqliteStore store, string host)
    {
        if (ReadNext(session, store, host) is not { } row)
            return null;
        session.Database.Query("UPDATE callbacks SET stage=3, lease=? WHERE id=?").Bind(row.Token).Bind(row.Id).Run();
        return row;
    }

    private static LeasedCallback? ReadNext(WriteSession session, SqliteStore store, string host)
    {
        using var query = session.Database
            .Query("""
                SELECT c.id, c.attempts, c.delivery_id, i.lane, i.call_id, i.correlation_id, i.callback_url, i.attempts,
                    r.status, r.headers, r.seconds, r.bytes, r.file, r.body
                FROM callbacks c JOIN invocations i ON i.id = c.id JOIN results r ON r.id = c.id
                WHERE c.id = (SELECT id FROM callbacks WHERE host=? AND stage=0 AND stage < 3 ORDER BY due, id LIMIT 1)
                """)
            .Bind(host);
        if (!query.Step())
            return null;
        var lane = store.Lanes[query.Long(3)];
        return new LeasedCallback(query.Long(0), store.NextLeaseToken(), lane, host, query.Int(1) + 1, new CallbackDelivery
        {
            DeliveryId = query.Text(2),
            CallId = CallId.Parse(query.Text(4)),
            CorrelationId = query.TextOrNull(5),
            Function = lane.Function,
            Url = new Uri(query.Text(6)),
            Attempts = query.Int(7),
            Result = new FunctionResult
            {
                Status = query.Int(8),
                Headers = HeaderBlob.Read(query.Blob(9)),
                Seconds = query.Double(10),
                Body = new StoredBody(query.Long(11), query.Blob(13), query.TextOrNull(12)).Open(store.Bodies),
            },
        });
    }
}
