using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.Sqlite.Bodies;
using Connectors.Queues.Sqlite.Invocations;

namespace Connectors.Queues.Sqlite.Records;

/// <summary>Stories, results and cancelling.</summary>
internal sealed class SqliteInvocationRecords(SqliteStore store) : IInvocationRecords
{
    public ValueTask<InvocationRecord?> GetAsync(CallId callId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(store.Readers.Read(database =>
        {
            using var row = database.Query($"SELECT {RecordReader.Columns} WHERE i.call_id=?").Bind(callId.ToString());
            return row.Step() ? RecordReader.Read(database, row, store.Lanes, store.Now) : null;
        }));
    }

    public ValueTask<FunctionResult?> GetResultAsync(CallId callId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(store.Readers.Read(database =>
        {
            using var row = database
                .Query("""
                    SELECT r.status, r.headers, r.seconds, r.bytes, r.file, r.body
                    FROM invocations i JOIN results r ON r.id = i.id WHERE i.call_id=? AND r.expires > ?
                    """)
                .Bind(callId.ToString()).Bind(store.Now);
            return !row.Step() ? null : new FunctionResult
            {
                Status = row.Int(0),
                Headers = HeaderBlob.Read(row.Blob(1)),
                Seconds = row.Double(2),
                Body = new StoredBody(row.Long(3), row.Blob(5), row.TextOrNull(4)).Open(store.Bodies),
            };
        }));
    }

    public ValueTask<Page<InvocationRecord>> ListAsync(InvocationQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(RecordPages.Read(store, query));
    }

    public async ValueTask<CancelOutcome> CancelAsync(CallId callId, CancellationToken cancellationToken) =>
        await store.Writer.RunAsync(new CancelWrite(store, callId, cancellationToken));
}
