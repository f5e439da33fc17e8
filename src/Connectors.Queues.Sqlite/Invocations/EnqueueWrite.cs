using Connectors.Core.Invocations;
using Connectors.Queues.Sqlite.Bodies;
using Connectors.Queues.Sqlite.Lanes;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Invocations;

/// <summary>Stores an invocation and its deduplication record together, or finds that it is a duplicate.</summary>
internal sealed class EnqueueWrite(Lane lane, NewInvocation invocation, StoredBody body, TimeSpan window, CancellationToken cancellationToken)
    : Write<EnqueueResult>
{
    private readonly byte[] headers = HeaderBlob.Write(invocation.Headers);

    public override long Weight => body.Inline.Length + headers.Length;

    protected override EnqueueResult Run(WriteSession session)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (invocation.Deduplication is { } key && Deduplication.Find(session, lane, key) is { } earlier)
            return earlier;
        var chosen = ChosenId(session);
        var callId = chosen ?? CallId.New();
        Insert(session, callId, chosen is not null);
        if (invocation.Deduplication is { } fresh)
            Deduplication.Remember(session, lane, fresh, callId, window);
        return new EnqueueResult(callId, false, new DateTimeOffset(session.Now, TimeSpan.Zero));
    }

    private CallId? ChosenId(WriteSession session)
    {
        if (!CallId.TryParse(invocation.RequestedCallId, out var requested))
            return null;
        using var query = session.Database.Query("SELECT 1 FROM invocations WHERE call_id=?").Bind(requested.ToString());
        return query.Step() ? null : requested;
    }

    private void Insert(WriteSession session, CallId callId, bool chosen)
    {
        var due = Math.Max(invocation.NotBefore?.UtcTicks ?? 0, session.Now);
        var stage = Ordering.Arrive(session, lane, invocation.OrderingKey, due);
        session.Database
            .Query("""
                INSERT INTO invocations(call_id, correlation_id, chosen, lane, function, stage, accepted, due, ordering_key, keep_result, callback_url)
                VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
            .Bind(callId.ToString()).Bind(chosen ? null : invocation.RequestedCallId).Bind(chosen).Bind(lane.Id).Bind(lane.FunctionId)
            .Bind((long)stage).Bind(session.Now).Bind(due).Bind(invocation.OrderingKey).Bind(invocation.KeepResult)
            .Bind(invocation.CallbackUrl?.AbsoluteUri).Run();
        session.Database
            .Query("INSERT INTO payloads(id, method, path, headers, bytes, file, body) VALUES(?, ?, ?, ?, ?, ?, ?)")
            .Bind(session.Database.LastRowId).Bind(invocation.Method).Bind(invocation.PathAndQuery).Bind(headers)
            .Bind(body.Length).Bind(body.File).Bind(body.Inline).Run();
        session.Moved(lane, Stage.None, stage);
    }
}
