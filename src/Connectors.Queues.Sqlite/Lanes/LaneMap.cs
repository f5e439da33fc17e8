using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Connectors.Core.Functions;

namespace Connectors.Queues.Sqlite.Lanes;

/// <summary>All queues and lanes there are. Thread-safe; they are only added, and only once committed.</summary>
internal sealed class LaneMap
{
    private readonly ConcurrentDictionary<(string Queue, FunctionName Function), Lane> byName = new();
    private readonly ConcurrentDictionary<long, Lane> byId = new();
    private readonly ConcurrentDictionary<string, QueueState> queues = new(StringComparer.Ordinal);

    private long turn;

    public IEnumerable<Lane> All => byId.Select(lane => lane.Value);

    public IEnumerable<QueueState> Queues => queues.Select(queue => queue.Value);

    public Lane this[long id] => byId[id];

    public QueueState Queue(string name) => queues.GetOrAdd(name, static name => new QueueState(name));

    public bool TryGet(string queue, FunctionName function, [NotNullWhen(true)] out Lane? lane) => byName.TryGetValue((queue, function), out lane);

    /// <summary>This lane's turn was now; the writer's alone. A turn of a write that failed does no harm.</summary>
    public void Turn(Lane lane) => lane.LastTurn = ++turn;

    public Lane Add(long id, long functionId, string queue, FunctionName function)
    {
        var lane = byName.GetOrAdd((queue, function), _ => new Lane(id, functionId, Queue(queue), function));
        byId.TryAdd(lane.Id, lane);
        return lane;
    }

    /// <summary>The lanes of a queue (null: any) and of a function (null: any).</summary>
    public IEnumerable<Lane> Of(string? queue, FunctionName? function) =>
        queue is not null && function is { } one
            ? TryGet(queue, one, out var lane) ? [lane] : []
            : All.Where(lane => (queue is null || lane.Queue.Name == queue) && (function is null || lane.Function == function));
}
