using System.Collections.Concurrent;

namespace Connectors.Watchdog.Metrics;

/// <summary>Counts calls and their durations by status and method. Thread-safe.</summary>
internal sealed class CallMetrics
{
    private readonly ConcurrentDictionary<(int Code, string Method), CallSeries> series = new();
    private int inFlight;

    /// <summary>Calls that run now.</summary>
    public int InFlight => Volatile.Read(ref inFlight);

    /// <summary>All there has been, in an order of its own.</summary>
    public IEnumerable<KeyValuePair<(int Code, string Method), CallSeries>> Series => series.OrderBy(one => one.Key);

    public void Begin() => Interlocked.Increment(ref inFlight);

    /// <summary>Ends one call.</summary>
    public void End(int code, string method, TimeSpan took)
    {
        Interlocked.Decrement(ref inFlight);
        series.GetOrAdd((code, Known(method)), static _ => new CallSeries()).Add(took);
    }

    // Callers can make up any number of methods, and each would be a series.
    private static string Known(string method) => method switch
    {
        "GET" => "get",
        "HEAD" => "head",
        "POST" => "post",
        "PUT" => "put",
        "PATCH" => "patch",
        "DELETE" => "delete",
        "CONNECT" => "connect",
        "OPTIONS" => "options",
        "TRACE" => "trace",
        _ => "unknown",
    };
}
