using Connectors.Queues.Sqlite.Bodies;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Invocations;

/// <summary>What was sent, kept until the invocation has ended for good.</summary>
internal static class Payloads
{
    public static void Drop(WriteSession session, BodyFiles files, long id, string? file)
    {
        session.Database.Query("DELETE FROM payloads WHERE id=?").Bind(id).Run();
        if (file is not null)
            session.AfterCommit(() => files.Delete(file));
    }

    /// <summary>The same when the file's name is not at hand.</summary>
    public static void Drop(WriteSession session, BodyFiles files, long id)
    {
        string? file;
        using (var query = session.Database.Query("SELECT file FROM payloads WHERE id=?").Bind(id))
            file = query.Step() ? query.TextOrNull(0) : null;
        Drop(session, files, id, file);
    }
}
