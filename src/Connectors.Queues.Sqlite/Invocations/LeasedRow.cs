using Connectors.Core.Invocations;
using Connectors.Queues.Sqlite.Bodies;
using Connectors.Queues.Sqlite.Lanes;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Invocations;

/// <summary>An invocation as it was when it was leased, with what ending it needs.</summary>
internal sealed record LeasedRow(
    long Id, long Token, Lane Lane, CallId CallId, string? CorrelationId, int Run, int Attempt, long Accepted, long Leased, string Worker,
    DateTimeOffset? UnreachableSince, string? OrderingKey, bool KeepResult, string? CallbackUrl, string Method, string PathAndQuery,
    InvocationHeaders Headers, StoredBody Body)
{
    /// <summary>Takes the oldest due of a lane; null when there is none.</summary>
    public static LeasedRow? TakeNext(WriteSession session, Lane lane, string worker, long token)
    {
        if (ReadNext(session, lane, worker, token) is not { } row)
            return null;
        session.Database
            .Query("UPDATE invocations SET stage=3, lease=?, leased=?, worker=? WHERE id=?")
            .Bind(token).Bind(session.Now).Bind(worker).Bind(row.Id).Run();
        return row;
    }

    private static LeasedRow? ReadNext(WriteSession session, Lane lane, string worker, long token)
    {
        using var query = session.Database
            .Query("""
                SELECT i.id, i.call_id, i.correlation_id, i.run, i.attempts, i.accepted, i.unreachable, i.ordering_key, i.keep_result,
                    i.callback_url, p.method, p.path, p.headers, p.bytes, p.file, p.body
                FROM invocations i JOIN payloads p ON p.id = i.id
                WHERE i.id = (SELECT id FROM invocations WHERE lane=? AND stage=0 AND stage < 3 ORDER BY due, id LIMIT 1)
                """)
            .Bind(lane.Id);
        return query.Step()
            ? new LeasedRow(
                query.Long(0), token, lane, CallId.Parse(query.Text(1)), query.TextOrNull(2), query.Int(3), query.Int(4) + 1, query.Long(5), session.Now, worker,
                query.TimeOrNull(6), query.TextOrNull(7), query.Bool(8), query.TextOrNull(9), query.Text(10), query.Text(11),
                HeaderBlob.Read(query.Blob(12)), new StoredBody(query.Long(13), query.Blob(15), query.TextOrNull(14)))
            : null;
    }

    /// <summary>As the worker sees it.</summary>
    public Invocation ToInvocation(BodyFiles files) => new()
    {
        CallId = CallId,
        CorrelationId = CorrelationId,
        Queue = Lane.Queue.Name,
        Function = Lane.Function,
        Method = Method,
        PathAndQuery = PathAndQuery,
        Headers = Headers,
        Body = Body.Open(files),
        AcceptedAt = new DateTimeOffset(Accepted, TimeSpan.Zero),
        CallbackUrl = CallbackUrl is null ? null : new Uri(CallbackUrl),
        Run = Run,
    };
}
