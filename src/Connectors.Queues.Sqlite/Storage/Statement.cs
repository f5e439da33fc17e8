using SQLitePCL;

namespace Connectors.Queues.Sqlite.Storage;

/// <summary>A prepared statement: bind in order, then step through its rows or run it. Disposing resets it for the next use.</summary>
internal sealed class Statement(Database database, sqlite3_stmt prepared) : IDisposable
{
    private int bound;

    /// <summary>Ready to be bound, whatever became of its last use.</summary>
    public Statement Fresh()
    {
        if (bound != 0)
            Dispose();
        return this;
    }

    public Statement Bind(long value) => Bound(raw.sqlite3_bind_int64(prepared, ++bound, value));

    public Statement Bind(double value) => Bound(raw.sqlite3_bind_double(prepared, ++bound, value));

    public Statement Bind(bool value) => Bind(value ? 1L : 0L);

    public Statement Bind(long? value) => value is { } some ? Bind(some) : BindNull();

    public Statement Bind(double? value) => value is { } some ? Bind(some) : BindNull();

    public Statement Bind(string? value) => value is null ? BindNull() : Bound(raw.sqlite3_bind_text(prepared, ++bound, value));

    public Statement Bind(ReadOnlyMemory<byte> value) => value.IsEmpty
        ? Bound(raw.sqlite3_bind_zeroblob(prepared, ++bound, 0))
        : Bound(raw.sqlite3_bind_blob(prepared, ++bound, value.Span));

    public Statement BindNull() => Bound(raw.sqlite3_bind_null(prepared, ++bound));

    /// <summary>Moves to the next row; false after the last.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(prepared);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code != raw.SQLITE_DONE)
        {
            try
            {
                database.Check(code);
            }
            finally
            {
                Dispose();
            }
        }
        return false;
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run()
    {
        while (Step())
        {
        }
        var changes = database.Changes();
        Dispose();
        return changes;
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(prepared, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(prepared, column);

    public int Int(int column) => raw.sqlite3_column_int(prepared, column);

    public bool Bool(int column) => Long(column) != 0;

    public double Double(int column) => raw.sqlite3_column_double(prepared, column);

    public string Text(int column) => raw.sqlite3_column_text(prepared, column).utf8_to_string();

    public byte[] Blob(int column) => raw.sqlite3_column_blob(prepared, column).ToArray();

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public DateTimeOffset Time(int column) => new(Long(column), TimeSpan.Zero);

    public DateTimeOffset? TimeOrNull(int column) => IsNull(column) ? null : Time(column);

    public void Dispose()
    {
        bound = 0;
        raw.sqlite3_reset(prepared);
        raw.sqlite3_clear_bindings(prepared);
    }

    public void Free() => prepared.Dispose();

    private Statement Bound(int code)
    {
        database.Check(code);
        return this;
    }
}
