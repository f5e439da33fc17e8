using Connectors.Benchmarks.Load;

namespace Connectors.Benchmarks.Sync;

/// <summary>
/// What the process allocates a call. The upstream is one of plain sockets here; what it and the load generator allocate is the first row's, since both
/// are in this process, and is taken off the others.
/// </summary>
internal static class AllocatedBytes
{
    private const int Connections = 8;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    public static async Task ShowAsync(byte[] body)
    {
        using var upstream = new RawEcho();
        await using var forwarder = await BareForwarder.StartAsync($"http://{upstream.Target}");
        await using var gateway = await OurGateway.StartAsync($"http://{upstream.Target}");
        Console.WriteLine();
        Table.Head("what", "bytes allocated a call", "its own");
        var generator = await MeasureAsync(new Contender("", upstream.Target, "/"), body);
        Row("upstream of plain sockets, and the load generator", generator, generator);
        Row("bare IHttpForwarder", await MeasureAsync(new Contender("", SyncInvocation.Target(forwarder), "/"), body), generator);
        Row("gateway", await MeasureAsync(new Contender("", SyncInvocation.Target(gateway), "/function/echo"), body), generator);
    }

    private static async Task<double> MeasureAsync(Contender contender, byte[] body)
    {
        await HttpLoad.RunAsync(contender.Target, contender.Path, body, Connections, Duration / 3);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var figures = await HttpLoad.RunAsync(contender.Target, contender.Path, body, Connections, Duration);
        // Each connection of the generator has a buffer of 1 MiB and a list of latencies of half a MiB.
        return (GC.GetTotalAllocatedBytes(precise: true) - before - Connections * 1.5 * (1 << 20)) / figures.Count;
    }

    private static void Row(string what, double each, double generator) => Table.Row(what, Table.Number(each), Table.Number(each - generator));
}
