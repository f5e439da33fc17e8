using Connectors.Core.Invocations;
using Connectors.Queues.Sqlite.Bodies;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Records;

/// <summary>Kept results. One that a callback still needs is held, whatever its age; one without expiry is kept for the callback alone.</summary>
internal static class Results
{
    public static void Add(WriteSession session, long id, FunctionResult result, byte[] headers, StoredBody body, long? expires, bool held)
    {
        session.Database
            .Query("INSERT INTO results(id, status, headers, seconds, expires, held, bytes, file, body) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .Bind(id).Bind(result.Status).Bind(headers).Bind(result.Seconds).Bind(expires).Bind(held)
            .Bind(body.Length).Bind(body.File).Bind(body.Inline).Run();
        session.ResultBytes += body.Length;
    }

    /// <summary>Removes a result, if there is one.</summary>
    public static void Drop(WriteSession session, BodyFiles files, long id)
    {
        using var query = session.Database.Query("DELETE FROM results WHERE id=? RETURNING bytes, file").Bind(id);
        while (query.Step())
            Dropped(session, files, query.Long(0), query.TextOrNull(1));
    }

    /// <summary>Its callback is over: it stays for those who ask until it expires, or goes when it was kept for the callback alone.</summary>
    public static void LetGo(WriteSession session, BodyFiles files, long id)
    {
        session.Database.Query("UPDATE results SET held=0 WHERE id=? AND expires IS NOT NULL").Bind(id).Run();
        using var query = session.Database.Query("DELETE FROM results WHERE id=? AND expires IS NULL RETURNING bytes, file").Bind(id);
        while (query.Step())
            Dropped(session, files, query.Long(0), query.TextOrNull(1));
    }

    /// <summary>Removes the oldest that are not held until all fit.</summary>
    public static void Trim(WriteSession session, BodyFiles files, long mostBytes)
    {
        while (session.ResultBytes > mostBytes && Oldest(session) is { } id)
            Drop(session, files, id);
    }

    /// <summary>Removes some of the expired.</summary>
    /// <returns>How many.</returns>
    public static int DropExpired(WriteSession session, BodyFiles files, int most)
    {
        var count = 0;
        using var query = session.Database
            .Query("DELETE FROM results WHERE id IN (SELECT id FROM results WHERE held=0 AND expires <= ? LIMIT ?) RETURNING bytes, file")
            .Bind(session.Now).Bind(most);
        for (; query.Step(); count++)
            Dropped(session, files, query.Long(0), query.TextOrNull(1));
        return count;
    }

    private static long? Oldest(WriteSession session)
    {
        // Those without bytes free none.
        using var query = session.Database.Query("SELECT id FROM results WHERE held=0 AND bytes > 0 ORDER BY expires LIMIT 1");
        return query.Step() ? query.Long(0) : null;
    }

    private static void Dropped(WriteSession session, BodyFiles files, long bytes, string? file)
    {
        session.ResultBytes -= bytes;
        if (file is not null)
            session.AfterCommit(() => files.Delete(file));
    }
}
