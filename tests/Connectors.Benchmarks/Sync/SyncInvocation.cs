using System.Net;
using Connectors.Benchmarks.Load;
using Microsoft.AspNetCore.Builder;

namespace Connectors.Benchmarks.Sync;

/// <summary>Synchronous calls through the gateway, against the upstream itself and a bare forwarder before the same upstream.</summary>
internal static class SyncInvocation
{
    private static readonly int[] Connections = [1, 32, 256];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly byte[] Body = new byte[1024];

    public static async Task RunAsync(TimeSpan duration)
    {
        await using var upstream = await Upstream.StartEchoAsync();
        await using var forwarder = await BareForwarder.StartAsync(upstream.Urls.Single());
        await using var gateway = await OurGateway.StartAsync(upstream.Urls.Single());
        Console.WriteLine($"\nSynchronous calls, 1 KiB bodies, {duration.TotalSeconds:0} s each\n");
        Table.Head("connections", "what", "calls/s", "p50", "p99", "of the bare forwarder", "p99 of the bare forwarder's");
        foreach (var connections in Connections)
        {
            var direct = await MeasureAsync(upstream, "/", connections, duration);
            var bare = await MeasureAsync(forwarder, "/", connections, duration);
            var ours = await MeasureAsync(gateway, "/function/echo", connections, duration);
            Row(connections, "upstream itself", direct, bare);
            Row(connections, "bare IHttpForwarder", bare, bare);
            Row(connections, "gateway", ours, bare);
        }
    }

    private static async Task<LoadFigures> MeasureAsync(WebApplication server, string path, int connections, TimeSpan duration)
    {
        var target = IPEndPoint.Parse(new Uri(server.Urls.Single()).Authority);
        await HttpLoad.RunAsync(target, path, Body, connections, WarmUp);
        return await HttpLoad.RunAsync(target, path, Body, connections, duration);
    }

    private static void Row(int connections, string what, LoadFigures figures, LoadFigures bare) => Table.Row(
        connections, what, Table.Number(figures.PerSecond), Table.Millis(figures.P50), Table.Millis(figures.P99),
        Table.Percent(figures.PerSecond / bare.PerSecond), $"{figures.P99 / bare.P99:0.00} x");
}
