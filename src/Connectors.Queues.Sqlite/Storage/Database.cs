using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Connectors.Queues.Sqlite.Storage;

/// <summary>One connection with its statements, each prepared once. Used by one thread at a time.</summary>
internal sealed class Database : IDisposable
{
    private readonly sqlite3 handle;
    private readonly Dictionary<string, Statement> statements = new(StringComparer.Ordinal);

    static Database() => Batteries_V2.Init();

    private Database(sqlite3 handle) => this.handle = handle;

    /// <summary>True between BEGIN and COMMIT, unless an error has rolled the transaction back.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(handle) == 0;

    public long LastRowId => raw.sqlite3_last_insert_rowid(handle);

    public static Database Open(string path)
    {
        var code = raw.sqlite3_open_v2(path, out var handle, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null);
        var database = new Database(handle);
        try
        {
            database.Check(code);
            raw.sqlite3_extended_result_codes(handle, 1);
            database.Execute("PRAGMA busy_timeout=5000");
            return database;
        }
        catch (SqliteException)
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>The statement, ready to be bound; disposing it or running it to its end makes it ready for the next use.</summary>
    public Statement Query(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            Check(raw.sqlite3_prepare_v3(handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var prepared));
            statements.Add(sql, statement = new Statement(this, prepared));
        }
        return statement.Fresh();
    }

    /// <summary>Runs statements that take and give nothing.</summary>
    public void Execute(string script) => Check(raw.sqlite3_exec(handle, script));

    public int Changes() => raw.sqlite3_changes(handle);

    public void Check(int code)
    {
        if (code is raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE)
            return;
        var message = raw.sqlite3_errmsg(handle).utf8_to_string();
        throw new SqliteException($"SQLite error {code}: {message}", code & 0xff, code);
    }

    public void Dispose()
    {
        foreach (var statement in statements.Values)
            statement.Free();
        statements.Clear();
        raw.sqlite3_close_v2(handle);
        handle.Dispose();
    }
}
