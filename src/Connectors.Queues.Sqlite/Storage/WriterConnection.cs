using Microsoft.Data.Sqlite;

namespace Connectors.Queues.Sqlite.Storage;

/// <summary>The writer's connection and its transaction; opened anew after errors that a connection may not outlive.</summary>
internal sealed class WriterConnection(string path, TimeProvider time) : IDisposable
{
    private Database? database;
    private WriteSession? session;

    public string Path => path;

    /// <summary>Takes the connection that was opened at start.</summary>
    public void Adopt(Database opened, long resultBytes)
    {
        database = opened;
        session = new WriteSession(opened, time, resultBytes);
    }

    public static Database Open(string path)
    {
        var opened = Database.Open(path);
        try
        {
            opened.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000; PRAGMA wal_autocheckpoint=4000; PRAGMA journal_size_limit=67108864");
            return opened;
        }
        catch (SqliteException)
        {
            opened.Dispose();
            throw;
        }
    }

    public WriteSession Begin()
    {
        if (database is null)
            Adopt(Open(path), session!.ResultBytes);
        database!.Query("BEGIN IMMEDIATE").Run();
        return session!;
    }

    public void Commit() => database!.Query("COMMIT").Run();

    /// <summary>Rolls back whatever is open.</summary>
    public void Abandon(SqliteException? cause)
    {
        session?.RolledBack();
        if (database is null)
            return;
        var broken = cause is not null && StoreFailure.WantsNewConnection(cause);
        if (!broken && database.InTransaction)
            database.Query("ROLLBACK").Run();
        if (broken)
        {
            database.Dispose();
            database = null;
        }
    }

    public void Dispose() => database?.Dispose();
}
