using Connectors.Benchmarks.Load;
using Connectors.Benchmarks.Sync;

namespace Connectors.Benchmarks.Watchdogs;

/// <summary>Calls through the watchdog's http mode, against its upstream itself. They take turns.</summary>
internal static class ForwardedCalls
{
    private const int Turns = 3, Connections = 32;
    private static readonly byte[] Body = new byte[1024];

    public static async Task RunAsync(TimeSpan duration)
    {
        await using var upstream = await Upstream.StartEchoAsync();
        using var watchdog = await WatchdogUnderTest.StartAsync("http", "sleep 1000000", upstream.Urls.Single());
        var target = SyncInvocation.Target(upstream);
        await HttpLoad.RunAsync(target, "/", Body, Connections, TimeSpan.FromSeconds(2));
        await HttpLoad.RunAsync(watchdog.Address, "/", Body, Connections, TimeSpan.FromSeconds(2));
        var (bare, ours) = (new List<LoadFigures>(), new List<LoadFigures>());
        for (var turn = 0; turn < Turns; turn++)
        {
            bare.Add(await HttpLoad.RunAsync(target, "/", Body, Connections, duration / Turns));
            ours.Add(await HttpLoad.RunAsync(watchdog.Address, "/", Body, Connections, duration / Turns));
        }
        var (upstreamFigures, figures) = (LoadFigures.Of(bare), LoadFigures.Of(ours));
        Console.WriteLine($"\nCalls through http mode of {WatchdogUnderTest.Name} at {Connections} connections, 1 KiB bodies, {duration.TotalSeconds:0} s each in {Turns} turns\n");
        Table.Head("what", "calls/s", "p50", "p99", "of the upstream itself");
        foreach (var (what, row) in new[] { ("upstream itself", upstreamFigures), ("watchdog", figures) })
            Table.Row(what, Table.Number(row.PerSecond), Table.Millis(row.P50), Table.Millis(row.P99), Table.Percent(row.PerSecond / upstreamFigures.PerSecond));
    }
}
