using Connectors.Core.Queues;
using Connectors.Queues.Sqlite.Lanes;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Statistics;

/// <summary>Numbers from what is in memory; consumers are this process' workers, for no other can take from the store. Only the age of the oldest is asked of an index, once a lane.</summary>
internal sealed class SqliteQueueStatistics(SqliteStore store) : IQueueStatistics
{
    public ValueTask<IReadOnlyList<QueueStatus>> GetAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var lanes = store.Lanes.All.ToLookup(lane => lane.Queue);
        return new(store.Readers.Read<IReadOnlyList<QueueStatus>>(database =>
            [.. store.Lanes.Queues.OrderBy(queue => queue.Name, StringComparer.Ordinal).Select(queue => Status(database, queue, [.. lanes[queue]]))]));
    }

    private QueueStatus Status(Database database, QueueState queue, Lane[] lanes) => new()
    {
        Queue = queue.Name,
        Paused = queue.Paused,
        Pending = lanes.Sum(Pending),
        Running = lanes.Sum(lane => lane.Count(Stage.Running)),
        Delayed = lanes.Sum(lane => lane.Count(Stage.Delayed)),
        Dead = lanes.Sum(lane => lane.Count(Stage.Dead)),
        CallbacksPending = queue.CallbacksPending,
        OldestPendingSeconds = OldestSeconds(database, lanes),
        Consumers = store.Takers.Of(queue.Name).Union(store.Leases.HoldersOf(queue.Name)).Count(),
        Functions = [.. lanes.Where(HasSomething).OrderBy(lane => lane.Function).Select(Status)],
    };

    private static FunctionQueueStatus Status(Lane lane) => new(
        lane.Function.Name, lane.Function.Namespace, lane.Paused, Pending(lane), lane.Count(Stage.Running), lane.Count(Stage.Delayed), lane.Count(Stage.Dead));

    /// <summary>What waits for its predecessor is pending: it could run but for that.</summary>
    private static long Pending(Lane lane) => lane.Count(Stage.Ready) + lane.Count(Stage.Blocked);

    private static bool HasSomething(Lane lane) =>
        lane.Paused || Pending(lane) + lane.Count(Stage.Running) + lane.Count(Stage.Delayed) + lane.Count(Stage.Dead) > 0;

    private double OldestSeconds(Database database, Lane[] lanes)
    {
        var now = store.Now;
        var oldest = now;
        foreach (var lane in lanes.Where(lane => Pending(lane) > 0))
            oldest = Math.Min(oldest, Math.Min(Oldest(database, lane, Stage.Ready, now), Oldest(database, lane, Stage.Blocked, now)));
        return TimeSpan.FromTicks(now - oldest).TotalSeconds;
    }

    private static long Oldest(Database database, Lane lane, Stage stage, long now)
    {
        using var query = database.Query("SELECT min(due) FROM invocations WHERE lane=? AND stage=? AND stage < 3").Bind(lane.Id).Bind((long)stage);
        return query.Step() ? query.LongOrNull(0) ?? now : now;
    }
}
