using Connectors.Queues.Sqlite.Callbacks;
using Connectors.Queues.Sqlite.Invocations;
using Connectors.Queues.Sqlite.Lanes;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Records;

/// <summary>Removal of an invocation and all that belongs to it; its deduplication record has a life of its own.</summary>
internal static class RecordRows
{
    public static void Delete(WriteSession session, SqliteStore store, long id, Lane lane, Stage stage)
    {
        CallbackRows.Drop(session, store, id);
        Results.Drop(session, store.Bodies, id);
        Payloads.Drop(session, store.Bodies, id);
        session.Database.Query("DELETE FROM attempts WHERE invocation=?").Bind(id).Run();
        session.Database.Query("DELETE FROM invocations WHERE id=?").Bind(id).Run();
        session.Moved(lane, stage, Stage.None);
    }
}
