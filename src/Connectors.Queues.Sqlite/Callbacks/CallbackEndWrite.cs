using Connectors.Core.Queues;
using Connectors.Queues.Sqlite.Invocations;
using Connectors.Queues.Sqlite.Lanes;
using Connectors.Queues.Sqlite.Records;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Callbacks;

/// <summary>Ends a try of a callback.</summary>
internal sealed class CallbackEndWrite(SqliteStore store, LeasedCallback row, CallbackOutcome outcome) : Write<bool>
{
    /// <summary>The holder did not report back.</summary>
    public static CallbackEndWrite Lost(SqliteStore store, LeasedCallback row) =>
        new(store, row, new CallbackOutcome.RetryAfter(TimeSpan.Zero, LostWrite.Error));

    protected override bool Run(WriteSession session) => outcome switch
    {
        CallbackOutcome.Delivered => Finish(session, Stage.Done, null),
        CallbackOutcome.Dead dead => Finish(session, Stage.Dead, dead.Error),
        CallbackOutcome.RetryAfter retry => PutBack(session, session.Now + Math.Clamp(retry.Delay.Ticks, 0, TimeSpan.FromDays(3650).Ticks), retry.Error),
        CallbackOutcome.GiveBack => GiveBack(session),
        _ => throw new InvalidOperationException($"'{outcome.GetType().Name}' is no outcome of a callback."),
    };

    private bool Finish(WriteSession session, Stage stage, string? error)
    {
        if (!Move(session, stage, session.Now, error))
            return false;
        Results.LetGo(session, store.Bodies, row.Id);
        session.AfterCommit(() => row.Lane.Queue.AddCallbacks(-1));
        return true;
    }

    private bool PutBack(WriteSession session, long due, string error)
    {
        var stage = Ordering.Waiting(session, due);
        if (!Move(session, stage, due, error))
            return false;
        if (stage == Stage.Ready)
            CallbackRows.Ready(session, store.Hosts, row.Host, 1);
        return true;
    }

    private bool GiveBack(WriteSession session)
    {
        var put = session.Database.Query("UPDATE callbacks SET stage=0, lease=NULL WHERE id=? AND stage=3 AND lease=?").Bind(row.Id).Bind(row.Token).Run() == 1;
        if (put)
            CallbackRows.Ready(session, store.Hosts, row.Host, 1);
        return put;
    }

    private bool Move(WriteSession session, Stage stage, long due, string? error) => session.Database
        .Query("UPDATE callbacks SET stage=?, due=?, attempts=attempts + 1, last_error=?, lease=NULL WHERE id=? AND stage=3 AND lease=?")
        .Bind((long)stage).Bind(due).Bind(error).Bind(row.Id).Bind(row.Token).Run() == 1;
}
