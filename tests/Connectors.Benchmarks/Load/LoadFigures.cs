using System.Diagnostics;

namespace Connectors.Benchmarks.Load;

/// <summary>What a run showed.</summary>
/// <param name="PerSecond">Operations a second.</param>
/// <param name="P50">Median latency in milliseconds.</param>
/// <param name="P99">99th percentile in milliseconds.</param>
internal sealed record LoadFigures(double PerSecond, double P50, double P99)
{
    /// <summary>How many operations it counts.</summary>
    public int Count { get; private init; }

    /// <summary>95th percentile in milliseconds.</summary>
    public double P95 { get; private init; }

    /// <summary>From latencies in <see cref="Stopwatch"/> ticks.</summary>
    public static LoadFigures Of(long[] latencies, TimeSpan elapsed)
    {
        Array.Sort(latencies);
        return new LoadFigures(latencies.Length / elapsed.TotalSeconds, At(latencies, 0.50), At(latencies, 0.99))
        {
            Count = latencies.Length,
            P95 = At(latencies, 0.95),
        };
    }

    /// <summary>Of several runs of equal length: the mean of their rates, the median of their latencies.</summary>
    public static LoadFigures Of(IReadOnlyList<LoadFigures> runs) => new(
        runs.Average(run => run.PerSecond), Middle(runs.Select(run => run.P50)), Middle(runs.Select(run => run.P99)))
    {
        Count = runs.Sum(run => run.Count),
        P95 = Middle(runs.Select(run => run.P95)),
    };

    private static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static double At(long[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))] * 1000.0 / Stopwatch.Frequency;
}
