using System.Diagnostics;
using System.Globalization;
using System.Net;
using Connectors.Benchmarks.Load;
using Connectors.Core.Functions;
using Connectors.TestServers;

namespace Connectors.Benchmarks.Containers;

/// <summary>
/// How long a call of a function at zero takes through the gateway, from its first byte sent to the first byte of the answer, against what containerd's own
/// client needs for the same: resuming a paused container, or running one of the same image, and one request. They take turns.
/// </summary>
internal static class FromZero
{
    private const int Turns = 15;
    private const int FunctionPort = 8080;

    public static async Task RunAsync()
    {
        await using var hub = await ContainerHub.StartAsync();
        // So that the first turn finds everything warm, and the bare commands have a container.
        var bare = await hub.RunAsync("bare", "echo -n ok");
        var paused = await hub.RunAsync("paused", "echo -n ok");
        var removed = await hub.RunAsync("removed", "echo -n ok", ("com.openfaas.scale.zero-mode", "remove"));
        var address = IPAddress.Parse((await hub.Provider.Resolution.ResolveAsync(bare, CancellationToken.None))!.Ready[0].Host);
        var container = (await LinesAsync(hub, "tasks", "ls", "-q")).First(line => line.StartsWith("bare-", StringComparison.Ordinal));
        var seen = new Dictionary<string, List<double>> { ["running"] = [], ["ctr resume"] = [], ["paused"] = [], ["ctr run"] = [], ["removed"] = [] };
        for (var turn = 0; turn <= Turns; turn++)
        {
            seen["running"].Add(await TimeAsync(() => CallAsync(hub, bare)));
            await CtrAsync(hub, "tasks", "pause", container);
            seen["ctr resume"].Add(await TimeAsync(async () =>
            {
                await CtrAsync(hub, "tasks", "resume", container);
                await FirstByte.OfAsync(address, FunctionPort, "/");
            }));
            seen["paused"].Add(await FromZeroAsync(hub, paused, "PAUSED"));
            seen["ctr run"].Add(await BareRunAsync(hub, turn));
            seen["removed"].Add(await FromZeroAsync(hub, removed, null));
        }
        Console.WriteLine($"\nFrom a call to the first byte of its answer, a function at zero; medians of {Turns} calls each\n");
        Table.Head("what", "first byte after", "of the bare command");
        Row("a running function, through the gateway", seen["running"], null);
        Row("`ctr tasks resume` and one request", seen["ctr resume"], null);
        Row("paused, through the gateway", seen["paused"], seen["ctr resume"]);
        Row("`ctr run` of the same image, in the host's network, and one request", seen["ctr run"], null);
        Row("removed, through the gateway, in a network of its own", seen["removed"], seen["ctr run"]);
    }

    private static async Task<double> FromZeroAsync(ContainerHub hub, FunctionName function, string? phase)
    {
        await hub.ScaleAsync(function, 0);
        // Until it rests, or is gone.
        while ((await LinesAsync(hub, "tasks", "ls")).Where(line => line.StartsWith(function.Name + "-", StringComparison.Ordinal)).Any(line => phase is null || !line.Contains(phase, StringComparison.Ordinal)))
            await Task.Delay(20);
        return await TimeAsync(() => CallAsync(hub, function));
    }

    private static async Task<double> BareRunAsync(ContainerHub hub, int turn)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"by-hand-{turn}");
        var took = await TimeAsync(async () =>
        {
            await CtrAsync(hub, "run", "-d", "--net-host", "--env", "fprocess=echo -n ok", hub.Image, id);
            await FirstByte.OfAsync(IPAddress.Loopback, FunctionPort, "/");
        });
        await CtrAsync(hub, "tasks", "kill", "-s", "9", id);
        await CtrAsync(hub, "tasks", "rm", "--force", id);
        await CtrAsync(hub, "containers", "rm", id);
        return took;
    }

    private static Task CallAsync(ContainerHub hub, FunctionName function) => FirstByte.OfAsync(IPAddress.Loopback, hub.Port, $"/function/{function.Name}");

    private static async Task<double> TimeAsync(Func<Task> act)
    {
        var began = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static Task CtrAsync(ContainerHub hub, params string[] words) => LinesAsync(hub, words);

    private static async Task<string[]> LinesAsync(ContainerHub hub, params string[] words)
    {
        await using var ctr = ServerProcess.Start("ctr", ["--address", hub.Containerd.Address, "--namespace", FunctionName.DefaultNamespace, .. words]);
        await ctr.ExitedAsync(CancellationToken.None);
        return ctr.ExitCode == 0 ? ctr.Said.Split('\n') : throw new InvalidOperationException($"ctr {string.Join(' ', words)}: {ctr.Said}");
    }

    // The first turn warms up.
    private static double Median(List<double> seen) => seen.Skip(1).Order().ElementAt(Turns / 2);

    private static void Row(string what, List<double> seen, List<double>? bare) => Table.Row(
        what, Table.Millis(Median(seen)), bare is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{Median(seen) / Median(bare):0.00} x"));
}
