namespace Connectors.Watchdog.Metrics;

/// <summary>Calls with one status and method: how many, how long together, and how many took at most so long. Thread-safe.</summary>
internal sealed class CallSeries
{
    private readonly Lock gate = new();
    private readonly long[] counts = new long[Bounds.Length + 1];
    private double sum;

    /// <summary>Upper bounds in seconds, those that Prometheus' clients have by default.</summary>
    public static ReadOnlySpan<double> Bounds => [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    public void Add(TimeSpan took)
    {
        var seconds = took.TotalSeconds;
        var bucket = 0;
        while (bucket < Bounds.Length && seconds > Bounds[bucket])
            bucket++;
        lock (gate)
        {
            counts[bucket]++;
            sum += seconds;
        }
    }

    /// <summary>Copies the calls of each bucket, the last of which has no bound, and gives their seconds together.</summary>
    public double Read(Span<long> into)
    {
        lock (gate)
        {
            counts.CopyTo(into);
            return sum;
        }
    }
}
