using Connectors.Benchmarks.Load;

namespace Connectors.Benchmarks.Watchdogs;

/// <summary>Calls that start a program each, against bare loops that start the same program. They take turns.</summary>
internal static class ForkedCalls
{
    private const int Turns = 3, Connections = 8;
    private const string Program = "/bin/true";

    public static async Task RunAsync(TimeSpan duration)
    {
        foreach (var mode in new[] { "classic", "streaming" })
        {
            using var watchdog = await WatchdogUnderTest.StartAsync(mode, Program);
            await CallAsync(watchdog, TimeSpan.FromSeconds(2));
            var (bare, ours) = (new List<double>(), new List<LoadFigures>());
            for (var turn = 0; turn < Turns; turn++)
            {
                bare.Add(SpawnLoops.Run(Program, duration / Turns));
                ours.Add(await CallAsync(watchdog, duration / Turns));
            }
            var figures = LoadFigures.Of(ours);
            Console.WriteLine($"\nForked calls of {Program} in {mode} mode by {WatchdogUnderTest.Name} at {Connections} connections, {duration.TotalSeconds:0} s each in {Turns} turns\n");
            Table.Head("what", "a second", "p50", "p99", "of the bare loops");
            Table.Row($"{Environment.ProcessorCount} bare loops of posix_spawn and waitpid", Table.Number(bare.Average()), "", "", Table.Percent(1));
            Table.Row("watchdog", Table.Number(figures.PerSecond), Table.Millis(figures.P50), Table.Millis(figures.P99), Table.Percent(figures.PerSecond / bare.Average()));
        }
    }

    private static Task<LoadFigures> CallAsync(WatchdogUnderTest watchdog, TimeSpan duration) => HttpLoad.RunAsync(watchdog.Address, "/", [], Connections, duration);
}
