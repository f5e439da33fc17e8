using System.Diagnostics;
using Connectors.Benchmarks.Load;

namespace Connectors.Benchmarks.Sync;

/// <summary>What the gateway adds to a call's time when it is not busy: calls at a fixed pace.</summary>
internal static class PacedLatency
{
    private const int PerSecond = 1000;
    private const int Connections = 16;

    public static async Task ShowAsync(IReadOnlyList<Contender> all, byte[] body, TimeSpan duration)
    {
        Console.WriteLine($"\n{PerSecond} calls a second over {Connections} connections\n");
        Table.Head("what", "p50", "p95", "p99", "added to the upstream's p50");
        LoadFigures? upstream = null;
        foreach (var contender in all)
        {
            var figures = await HttpLoad.RunAsync(contender.Target, contender.Path, body, Connections, duration, pace: Stopwatch.Frequency * Connections / PerSecond);
            upstream ??= figures;
            Table.Row(contender.Name, Table.Millis(figures.P50), Table.Millis(figures.P95), Table.Millis(figures.P99), Table.Millis(figures.P50 - upstream.P50));
        }
    }
}
