using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Connectors.Queues.Sqlite.Storage;

/// <summary>Connections that only read, beside the writer and without waiting for it. Thread-safe.</summary>
internal sealed class Readers(string path) : IDisposable
{
    private readonly ConcurrentBag<Database> idle = [];
    private volatile bool closed;

    /// <summary>Reads from one state of the database.</summary>
    /// <exception cref="Core.Queues.QueueUnavailableException">The store is out of reach.</exception>
    public T Read<T>(Func<Database, T> read)
    {
        if (closed)
            throw StoreFailure.Closed(path);
        Database? database = null;
        try
        {
            database = idle.TryTake(out var waiting) ? waiting : Open();
            database.Execute("BEGIN");
            var answer = read(database);
            database.Execute("COMMIT");
            idle.Add(database);
            database = null;
            if (closed)
                Dispose();
            return answer;
        }
        catch (SqliteException exception)
        {
            throw StoreFailure.Unavailable(path, exception);
        }
        finally
        {
            database?.Dispose();
        }
    }

    public void Dispose()
    {
        closed = true;
        while (idle.TryTake(out var database))
            database.Dispose();
    }

    private Database Open()
    {
        var database = Database.Open(path);
        database.Execute("PRAGMA query_only=1");
        return database;
    }
}
