using Connectors.Queues.Sqlite.Bodies;
using Connectors.Queues.Sqlite.Callbacks;
using Connectors.Queues.Sqlite.Lanes;
using Connectors.Queues.Sqlite.Records;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Invocations;

/// <summary>
/// Ends an invocation. Record, result, callback and the removal of the payload are one transaction, so that no crash can come between them.
/// </summary>
internal sealed class EndWrite(SqliteStore store, LeasedRow row, Ending ending, StoredBody body) : Write<bool>
{
    private readonly byte[] headers = HeaderBlob.Write(ending.Result.Headers);

    public override long Weight => body.Inline.Length + headers.Length;

    /// <summary>True when the result's body is referred to once the write has succeeded.</summary>
    public bool StoresResult => row.KeepResult || row.CallbackUrl is not null;

    protected override bool Run(WriteSession session)
    {
        if (!TryEnd(session))
            return false;
        if (ending.Attempt is { } attempt)
            Attempts.Add(session, row, attempt);
        Results.Drop(session, store.Bodies, row.Id);
        if (StoresResult)
            StoreResult(session);
        if (row.CallbackUrl is not null)
            CallbackRows.Add(session, store.Hosts, row);
        if (ending.Stage == Stage.Done)
            Payloads.Drop(session, store.Bodies, row.Id, row.Body.File);
        Ordering.Leave(session, store.Lanes, row.Lane, row.OrderingKey);
        session.Moved(row.Lane, Stage.Running, ending.Stage);
        return true;
    }

    private bool TryEnd(WriteSession session) => session.Database
        .Query("""
            UPDATE invocations SET stage=?, attempts=attempts + ?, retrying=0, unreachable=NULL, reason=?, ended=?, lease=NULL, leased=NULL, worker=NULL
            WHERE id=? AND stage=3 AND lease=?
            """)
        .Bind((long)ending.Stage).Bind(ending.Attempt is null ? 0L : 1L).Bind(ending.Reason).Bind(session.Now).Bind(row.Id).Bind(row.Token)
        .Run() == 1;

    private void StoreResult(WriteSession session)
    {
        var expires = row.KeepResult ? session.Now + store.Settings.ResultRetention.Ticks : (long?)null;
        Results.Add(session, row.Id, ending.Result, headers, body, expires, held: row.CallbackUrl is not null);
        Results.Trim(session, store.Bodies, store.Settings.ResultMaxBytes.Bytes);
    }
}
