using System.Net;
using Connectors.Benchmarks.Load;
using Microsoft.AspNetCore.Builder;

namespace Connectors.Benchmarks.Sync;

/// <summary>Synchronous calls through the gateway, against the upstream itself and a bare forwarder before the same upstream. They take turns.</summary>
internal static class SyncInvocation
{
    private const int Turns = 5;
    private static readonly int[] AllConnections = [1, 32, 256];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly byte[] Body = new byte[1024];

    /// <param name="duration">How long each is called; zero: only what calls allocate is shown.</param>
    /// <param name="only">With so many connections and no more is shown; null: with each number, and allocations and paced calls too.</param>
    public static async Task RunAsync(TimeSpan duration, int? only = null)
    {
        await using var upstream = await Upstream.StartEchoAsync();
        await using var forwarder = await BareForwarder.StartAsync(upstream.Urls.Single());
        await using var gateway = await OurGateway.StartAsync(upstream.Urls.Single());
        Contender[] all =
        [
            new("upstream itself", Target(upstream), "/"), new("bare IHttpForwarder", Target(forwarder), "/"), new("gateway", Target(gateway), "/function/echo"),
        ];
        if (duration == TimeSpan.Zero)
        {
            await AllocatedBytes.ShowAsync(Body);
            return;
        }
        foreach (var contender in all)
            await HttpLoad.RunAsync(contender.Target, contender.Path, Body, 32, WarmUp);
        Console.WriteLine($"\nSynchronous calls, 1 KiB bodies, {duration.TotalSeconds:0} s each in {Turns} turns; behind a ratio the lowest and the highest of a turn\n");
        Table.Head("connections", "what", "calls/s", "p50", "p99", "of the bare forwarder", "p99 of the bare forwarder's");
        foreach (var connections in only is { } one ? [one] : AllConnections)
            await CompareAsync(all, connections, duration / Turns);
        if (only is not null)
            return;
        await AllocatedBytes.ShowAsync(Body);
        await PacedLatency.ShowAsync(all, Body, duration);
    }

    private static async Task CompareAsync(Contender[] all, int connections, TimeSpan turn)
    {
        var figures = all.Select(_ => new List<LoadFigures>()).ToArray();
        for (var i = 0; i < Turns; i++)
        {
            for (var who = 0; who < all.Length; who++)
                figures[who].Add(await HttpLoad.RunAsync(all[who].Target, all[who].Path, Body, connections, turn));
        }
        for (var who = 0; who < all.Length; who++)
            Row(connections, all[who].Name, figures[who], figures[1]);
    }

    private static void Row(int connections, string what, List<LoadFigures> turns, List<LoadFigures> bareTurns)
    {
        var (figures, bare) = (LoadFigures.Of(turns), LoadFigures.Of(bareTurns));
        var ratios = turns.Zip(bareTurns, (ours, theirs) => ours.PerSecond / theirs.PerSecond).ToList();
        Table.Row(
            connections, what, Table.Number(figures.PerSecond), Table.Millis(figures.P50), Table.Millis(figures.P99),
            $"{Table.Percent(figures.PerSecond / bare.PerSecond)} ({Table.Percent(ratios.Min())} to {Table.Percent(ratios.Max())})", $"{figures.P99 / bare.P99:0.00} x");
    }

    /// <summary>Where a server listens.</summary>
    public static IPEndPoint Target(WebApplication server) => IPEndPoint.Parse(new Uri(server.Urls.Single()).Authority);
}
