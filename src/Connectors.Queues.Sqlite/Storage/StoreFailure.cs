using Connectors.Core.Queues;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Connectors.Queues.Sqlite.Storage;

/// <summary>Turns what SQLite and the file system report into words for callers and operators.</summary>
internal static class StoreFailure
{
    /// <summary>True when one statement is at fault and not the store.</summary>
    public static bool IsOfStatement(SqliteException exception) =>
        exception.SqliteErrorCode is raw.SQLITE_CONSTRAINT or raw.SQLITE_MISUSE or raw.SQLITE_RANGE or raw.SQLITE_ERROR or raw.SQLITE_TOOBIG;

    /// <summary>True when the connection should be opened anew before it is used again.</summary>
    public static bool WantsNewConnection(SqliteException exception) =>
        exception.SqliteErrorCode is not (raw.SQLITE_FULL or raw.SQLITE_BUSY);

    public static QueueUnavailableException Unavailable(string path, Exception exception)
    {
        var why = exception switch
        {
            SqliteException { SqliteErrorCode: raw.SQLITE_FULL } => "the disk is full; free some space",
            SqliteException { SqliteErrorCode: raw.SQLITE_READONLY } => "the file is read-only; make it writable",
            SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB } => "the file is damaged; stop the hub and restore it or move it away",
            SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } => "another program holds the file; let it go",
            SqliteException sqlite => $"its disk reports an error ({sqlite.Message}); check the disk",
            UnauthorizedAccessException => "it may not be written; change its permissions",
            _ => $"its disk reports an error ({exception.Message}); free some space or check the disk",
        };
        return new QueueUnavailableException($"The queue's store '{path}' is unavailable: {why}. Nothing was stored.", exception);
    }

    public static QueueUnavailableException TooSlow(string path) =>
        new($"The queue's store '{path}' is unavailable: its disk does not keep up with what comes in; use a faster one, or send less. Nothing was stored.");

    public static QueueUnavailableException Closed(string path) => new($"The queue's store '{path}' is closed; start the hub again.");
}
