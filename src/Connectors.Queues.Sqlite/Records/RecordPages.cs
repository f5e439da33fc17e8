using System.Globalization;
using System.Text;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Records;

/// <summary>Pages of stories, newest first. The place to go on from is the number of the last one shown.</summary>
internal static class RecordPages
{
    public static Page<InvocationRecord> Read(SqliteStore store, InvocationQuery query)
    {
        var before = long.MaxValue;
        if (query.After is not null && !long.TryParse(query.After, NumberStyles.None, CultureInfo.InvariantCulture, out before))
            return new([], null);
        var lanes = Lanes(store, query);
        if (lanes is { Length: 0 })
            return new([], null);
        var limit = Math.Clamp(query.Limit, 1, 1000);
        return store.Readers.Read(database => Read(store, database, Sql(query.State, lanes), before, limit));
    }

    private static Page<InvocationRecord> Read(SqliteStore store, Database database, string sql, long before, int limit)
    {
        var (items, last, now) = (new List<InvocationRecord>(), 0L, store.Now);
        using var rows = database.Query(sql).Bind(before).Bind(limit + 1L);
        while (rows.Step())
        {
            if (items.Count == limit)
                return new(items, last.ToString(CultureInfo.InvariantCulture));
            items.Add(RecordReader.Read(database, rows, store.Lanes, now));
            last = rows.Long(0);
        }
        return new(items, null);
    }

    /// <summary>Null: all.</summary>
    private static long[]? Lanes(SqliteStore store, InvocationQuery query) =>
        query.Queue is null && query.Function is null ? null : [.. store.Lanes.Of(query.Queue, query.Function).Select(lane => lane.Id).Order()];

    private static string Sql(InvocationState? state, long[]? lanes)
    {
        var sql = new StringBuilder($"SELECT {RecordReader.Columns} WHERE i.id < ?");
        if (lanes is not null)
            sql.Append(CultureInfo.InvariantCulture, $" AND i.lane IN ({string.Join(',', lanes)})");
        sql.Append(state switch
        {
            null => "",
            InvocationState.Queued => " AND i.stage < 3 AND i.retrying = 0",
            InvocationState.Retrying => " AND i.stage < 3 AND i.retrying = 1",
            InvocationState.Running => " AND i.stage = 3",
            InvocationState.Succeeded => " AND i.stage = 4",
            InvocationState.Dead => " AND i.stage = 5",
            _ => " AND i.stage = 6",
        });
        return sql.Append(" ORDER BY i.id DESC LIMIT ?").ToString();
    }
}
