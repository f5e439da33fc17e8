using Microsoft.Data.Sqlite;

namespace Connectors.Queues.Sqlite.Storage;

/// <summary>The writer's connection and its transaction; opened anew after errors that a connection may not outlive.</summary>
internal sealed class WriterConnection(string path, TimeProvider time) : IDisposable
{
    private Database? database;
    private WriteSession? session;

    public string Path => path;

    public bool InTransaction => database?.InTransaction ?? false;

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
        if (cause is not null && StoreFailure.WantsNewConnection(cause) || !TryRollBack(database))
        {
            database.Dispose();
            database = null;
        }
    }

    private static bool TryRollBack(Database database)
    {
        try
        {
            if (database.InTransaction)
                database.Query("ROLLBACK").Run();
            return true;
        }
        catch (SqliteException)
        {
            // A connection that cannot even roll back is given up, and its transaction with it.
            return false;
        }
    }

    public void Dispose() => database?.Dispose();
}
