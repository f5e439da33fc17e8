using System.Diagnostics;

namespace Connectors.Benchmarks.Load;

/// <summary>What a run showed.</summary>
/// <param name="PerSecond">Operations a second.</param>
/// <param name="P50">Median latency in milliseconds.</param>
/// <param name="P99">99th percentile in milliseconds.</param>
internal sealed record LoadFigures(double PerSecond, double P50, double P99)
{
    /// <summary>From latencies in <see cref="Stopwatch"/> ticks.</summary>
    public static LoadFigures Of(long[] latencies, TimeSpan elapsed)
    {
        Array.Sort(latencies);
        return new LoadFigures(latencies.Length / elapsed.TotalSeconds, At(latencies, 0.50), At(latencies, 0.99));
    }

    private static double At(long[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))] * 1000.0 / Stopwatch.Frequency;
}
