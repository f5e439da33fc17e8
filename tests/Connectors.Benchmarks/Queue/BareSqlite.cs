using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Connectors.Benchmarks.Queue;

/// <summary>Rows into one table with an integer key and a unique text id, WAL and synchronous=FULL, a commit every so many: what the queue cannot be faster than.</summary>
internal static class BareSqlite
{
    /// <returns>Rows a second.</returns>
    public static double Insert(string file, int count, int rowsPerCommit, byte[] body)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE rows(seq INTEGER PRIMARY KEY, id TEXT UNIQUE, body BLOB)");
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO rows(id, body) VALUES($id, $body)";
        var id = insert.Parameters.Add("$id", SqliteType.Text);
        insert.Parameters.AddWithValue("$body", body);
        var clock = Stopwatch.StartNew();
        for (var written = 0; written < count; written += rowsPerCommit)
        {
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (var row = 0; row < rowsPerCommit; row++)
            {
                id.Value = Guid.NewGuid().ToString();
                insert.ExecuteNonQuery();
            }
            transaction.Commit();
        }
        return count / clock.Elapsed.TotalSeconds;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
