using Connectors.Benchmarks.Load;

namespace Connectors.Benchmarks.Sync;

/// <summary>
/// What the process allocates a call. What the load generator and the upstream allocate is the first row's, since both are in this process, and is
/// taken off the others.
/// </summary>
internal static class AllocatedBytes
{
    private const int Connections = 8;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    public static async Task ShowAsync(IReadOnlyList<Contender> all, byte[] body)
    {
        Console.WriteLine();
        Table.Head("what", "bytes allocated a call", "its own");
        var generator = 0.0;
        foreach (var contender in all)
        {
            await HttpLoad.RunAsync(contender.Target, contender.Path, body, Connections, Duration / 3);
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var figures = await HttpLoad.RunAsync(contender.Target, contender.Path, body, Connections, Duration);
            // Each connection of the generator has a buffer of 1 MiB and a list of latencies of half a MiB.
            var each = (GC.GetTotalAllocatedBytes(precise: true) - before - Connections * 1.5 * (1 << 20)) / figures.Count;
            if (generator == 0)
                generator = each;
            Table.Row(contender.Name, Table.Number(each), Table.Number(each - generator));
        }
    }
}
