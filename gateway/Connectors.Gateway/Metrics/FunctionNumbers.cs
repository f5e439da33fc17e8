using System.Collections.Concurrent;
using System.Globalization;
using Connectors.Core.Functions;
using Connectors.Gateway.Invocations;
using Connectors.Gateway.Limits;
using Prometheus;

namespace Connectors.Gateway.Metrics;

/// <summary>The numbers of one function's calls, and the load of its replicas. Thread-safe.</summary>
internal sealed class FunctionNumbers(FunctionName function, InvocationMetrics metrics, TimeProvider time)
{
    private readonly string name = function.ToString();
    private readonly Counter.Child started = metrics.Started.WithLabels(function.ToString());
    private readonly Counter.Child refused = metrics.Refused.WithLabels(function.ToString());
    private readonly Gauge.Child inFlight = metrics.InFlight.WithLabels(function.ToString());
    private readonly Gauge.Child inFlightAsDocumented = metrics.InFlightAsDocumented.WithLabels(function.ToString());
    private readonly ConcurrentDictionary<int, (Counter.Child Count, Histogram.Child Seconds)> byStatus = new();
    private long total;

    /// <summary>Whose they are.</summary>
    public FunctionName Function => function;

    /// <summary>How many calls may be under way, and how many are.</summary>
    public FunctionPlaces Places { get; } = new();

    /// <summary>Where the calls are under way.</summary>
    public ReplicaLoad Replicas { get; } = new();

    /// <summary>How many calls have ended.</summary>
    public long Total => Interlocked.Read(ref total);

    /// <summary>How many calls are under way.</summary>
    public long InFlight => (long)inFlight.Value;

    /// <summary>A call begins that has taken a place.</summary>
    public FunctionCall Begin()
    {
        started.Inc();
        inFlight.Inc();
        inFlightAsDocumented.Inc();
        return new FunctionCall(this, time.GetTimestamp());
    }

    /// <summary>A call found no place. It is none of the others.</summary>
    public void Refused() => refused.Inc();

    /// <summary>A call has ended.</summary>
    public void Ended(int status, long since)
    {
        inFlight.Dec();
        inFlightAsDocumented.Dec();
        Interlocked.Increment(ref total);
        var (count, seconds) = byStatus.GetOrAdd(status, Children);
        count.Inc();
        seconds.Observe(time.GetElapsedTime(since).TotalSeconds);
    }

    private (Counter.Child, Histogram.Child) Children(int status)
    {
        var code = status.ToString(CultureInfo.InvariantCulture);
        return (metrics.Total.WithLabels(name, code), metrics.Seconds.WithLabels(name, code));
    }
}
