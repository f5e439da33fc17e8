using System.Collections.Concurrent;

namespace Connectors.Queues.Sqlite.Callbacks;

/// <summary>How many callbacks are due for each target. Changed by the writer only, after commit; a target without any is forgotten.</summary>
internal sealed class HostMap
{
    private readonly ConcurrentDictionary<string, CallbackHost> hosts = new(StringComparer.Ordinal);

    private long turn;

    public bool Any => !hosts.IsEmpty;

    /// <summary>Targets with something due, the one whose last turn is longest ago first.</summary>
    public List<CallbackHost> ByTurn() => [.. hosts.Values.OrderBy(host => host.LastTurn)];

    /// <summary>This target's turn was now.</summary>
    public void Turn(CallbackHost host) => host.LastTurn = ++turn;

    public void Add(string name, long ready)
    {
        // A newcomer queues up behind those who wait already.
        var host = hosts.GetOrAdd(name, name => new CallbackHost(name) { LastTurn = turn });
        host.Ready += ready;
        if (host.Ready <= 0)
            hosts.TryRemove(name, out _);
    }
}

/// <summary>A target of callbacks; the writer's alone.</summary>
internal sealed class CallbackHost(string name)
{
    public string Name => name;

    public long Ready { get; set; }

    public long LastTurn { get; set; }
}
