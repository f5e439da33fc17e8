using Connectors.Queues.Sqlite.Invocations;
using Connectors.Queues.Sqlite.Lanes;
using Connectors.Queues.Sqlite.Records;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.DeadLetters;

/// <summary>Removes dead letters for good.</summary>
internal sealed class PurgeWrite(SqliteStore store, DeadPortion portion, int most) : Write<int>
{
    protected override int Run(WriteSession session)
    {
        var letters = portion.Find(session, most);
        foreach (var letter in letters)
        {
            RecordRows.Delete(session, store, letter.Id, letter.Lane, Stage.Dead);
            Deduplication.Forget(session, letter.Lane, letter.CallId);
        }
        return letters.Count;
    }
}
