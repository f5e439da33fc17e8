using Connectors.Queues.Sqlite.Callbacks;
using Connectors.Queues.Sqlite.Invocations;
using Connectors.Queues.Sqlite.Lanes;
using Connectors.Queues.Sqlite.Records;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.DeadLetters;

/// <summary>Queues dead letters again, as a new run. A callback of the former run that is still to be delivered gives way to the new one.</summary>
internal sealed class RedriveWrite(SqliteStore store, DeadPortion portion, int most) : Write<int>
{
    protected override int Run(WriteSession session)
    {
        var letters = portion.Find(session, most);
        foreach (var letter in letters)
            Redrive(session, letter);
        return letters.Count;
    }

    private void Redrive(WriteSession session, DeadLetter letter)
    {
        var stage = Ordering.Arrive(session, letter.Lane, letter.OrderingKey, session.Now);
        session.Database
            .Query("UPDATE invocations SET stage=?, retrying=0, run=run + 1, attempts=0, due=?, unreachable=NULL, reason=NULL, ended=NULL WHERE id=?")
            .Bind((long)stage).Bind(session.Now).Bind(letter.Id).Run();
        CallbackRows.Drop(session, store, letter.Id);
        Results.LetGo(session, store.Bodies, letter.Id);
        session.Moved(letter.Lane, Stage.Dead, stage);
    }
}
