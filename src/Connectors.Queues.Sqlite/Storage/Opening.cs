using Connectors.Core.Queues;
using Connectors.Queues.Sqlite.Callbacks;
using Connectors.Queues.Sqlite.Lanes;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Connectors.Queues.Sqlite.Storage;

/// <summary>Opens the database, upgrades it, and takes back what the last process held.</summary>
internal static class Opening
{
    /// <exception cref="QueueStartException">It cannot be opened.</exception>
    public static Opened Open(string path, TimeProvider time, LaneMap lanes, HostMap hosts, IReadOnlyList<string> steps)
    {
        Database? database = null;
        try
        {
            database = WriterConnection.Open(path);
            Schema.Upgrade(database, path, steps);
            var lost = Recovery.TakeBack(database, time.GetUtcNow().UtcTicks);
            Recovery.LoadLanes(database, lanes);
            Recovery.LoadHosts(database, lanes, hosts);
            return new Opened(database, lost, Recovery.ResultBytes(database), Recovery.EarliestDue(database));
        }
        catch (SqliteException exception)
        {
            database?.Dispose();
            throw new QueueStartException(Sentence(path, exception), exception);
        }
        catch (QueueStartException)
        {
            database?.Dispose();
            throw;
        }
    }

    private static string Sentence(string path, SqliteException exception) => exception.SqliteErrorCode switch
    {
        raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT =>
            $"The queue's file '{path}' is damaged or no queue ({exception.Message}): restore it from a backup, or move it away to start with an empty queue.",
        raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH =>
            $"The queue's file '{path}' cannot be opened for writing ({exception.Message}): change the permissions of it and its directory.",
        raw.SQLITE_FULL or raw.SQLITE_IOERR =>
            $"The queue's file '{path}' cannot be written ({exception.Message}): free some space or check the disk.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
            $"The queue's file '{path}' is held by another program ({exception.Message}): let it go.",
        _ => $"The queue's file '{path}' cannot be opened ({exception.Message}): restore it from a backup, or move it away to start with an empty queue.",
    };
}

/// <summary>An opened database and what was found in it.</summary>
internal sealed record Opened(Database Database, int LostLeases, long ResultBytes, long EarliestDue);
