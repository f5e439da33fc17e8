using System.Diagnostics;
using System.Net;
using Connectors.Benchmarks.Programs;
using Connectors.TestServers;

namespace Connectors.Benchmarks.Idle;

/// <summary>How soon <c>connectors up</c> is ready and what it holds when nothing happens, against an empty ASP.NET application started beside it.</summary>
internal static class IdleProgram
{
    private const int Turns = 5;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(15);

    public static async Task RunAsync()
    {
        var (bare, ours) = (new List<Seen>(), new List<Seen>());
        for (var i = 0; i < Turns; i++)
        {
            bare.Add(await SeeAsync("/", (port, _) => ServerProcess.Start("dotnet", [ConnectorsProgram.Benchmarks, "empty", port])));
            ours.Add(await SeeAsync("/healthz", (port, data) => ServerProcess.Start(
                "dotnet", [ConnectorsProgram.Path, "up", "--data", data, "--listen", $"127.0.0.1:{port}", "--metrics-listen", FormattableString.Invariant($"127.0.0.1:{LoopbackPorts.Take()}")])));
        }
        Console.WriteLine($"\nA start with data of an earlier one, and memory after {Rest.TotalSeconds:0} s of rest; medians of {Turns} starts each\n");
        Table.Head("what", "ready after", "of the empty application", "resident", "of the empty application");
        Row("empty ASP.NET application", bare, bare);
        Row("connectors up", ours, bare);
    }

    private static async Task<Seen> SeeAsync(string path, Func<string, string, ServerProcess> start)
    {
        using var data = new TempDirectory("idle");
        // The first start makes what the others find.
        await StartedAsync(path, data, start, TimeSpan.Zero);
        return await StartedAsync(path, data, start, Rest);
    }

    private static async Task<Seen> StartedAsync(string path, TempDirectory data, Func<string, string, ServerProcess> start, TimeSpan rest)
    {
        var port = FormattableString.Invariant($"{LoopbackPorts.Take()}");
        var begun = Stopwatch.GetTimestamp();
        await using var process = start(port, data.Path);
        using var client = new HttpClient();
        while (!await IsReadyAsync(client, new Uri($"http://127.0.0.1:{port}{path}")))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"it did not start:\n{process.Said}");
            await Task.Delay(5);
        }
        var ready = Stopwatch.GetElapsedTime(begun);
        await Task.Delay(rest);
        return new Seen(ready.TotalMilliseconds, ConnectorsProgram.MemoryOf(process));
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, Uri address)
    {
        try
        {
            using var response = await client.GetAsync(address);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static void Row(string what, List<Seen> seen, List<Seen> bare) => Table.Row(
        what, Table.Millis(Ready(seen)), $"{Ready(seen) / Ready(bare):0.0} x", $"{Memory(seen)} MiB", $"{Memory(seen) / Memory(bare):0.0} x");

    private static double Ready(List<Seen> seen) => seen.Select(one => one.ReadyAfter).Order().ElementAt(seen.Count / 2);

    private static double Memory(List<Seen> seen) => seen.Select(one => one.Mebibytes).Order().ElementAt(seen.Count / 2);

    private sealed record Seen(double ReadyAfter, double Mebibytes);
}
