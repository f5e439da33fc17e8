using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Connectors.Benchmarks.Programs;
using Connectors.TestServers;
using Connectors.TestServers.Watchdogs;

namespace Connectors.Benchmarks.Watchdogs;

/// <summary>How soon the static watchdog gives its first answer, what it holds then and how large it is, against an empty static native web server published beside it. They take turns.</summary>
internal static class WatchdogStart
{
    private const int Turns = 21;

    public static async Task RunAsync()
    {
        var bare = await PublishAsync();
        var (bareStarts, ours) = (new List<Seen>(), new List<Seen>());
        for (var turn = 0; turn <= Turns; turn++)
        {
            bareStarts.Add(await SeeAsync(bare, []));
            ours.Add(await SeeAsync(WatchdogBinary.Path, new Dictionary<string, string> { ["fprocess"] = "cat" }));
        }
        Console.WriteLine($"\nFrom start to the whole first answer, one after the other; medians of {Turns} starts each\n");
        Table.Head("what", "first answer after", "of the empty server", "resident then", "size on disk");
        Row("empty static web server", bare, bareStarts, bareStarts);
        Row("watchdog, which ran a process for it", WatchdogBinary.Path, ours, bareStarts);
    }

    // The first pair warms the files up.
    private static double Median(List<Seen> seen, Func<Seen, double> what) => seen.Skip(1).Select(what).Order().ElementAt(Turns / 2);

    private static void Row(string what, string path, List<Seen> seen, List<Seen> bare) => Table.Row(
        what,
        Table.Millis(Median(seen, one => one.Answered)),
        string.Create(CultureInfo.InvariantCulture, $"{Median(seen, one => one.Answered) / Median(bare, one => one.Answered):0.00} x"),
        $"{Median(seen, one => one.Mebibytes)} MiB",
        string.Create(CultureInfo.InvariantCulture, $"{new FileInfo(path).Length / 1e6:0.0} MB"));

    private static async Task<Seen> SeeAsync(string path, Dictionary<string, string> variables)
    {
        using var temporary = new TempDirectory("start");
        var port = LoopbackPorts.Take();
        variables = new(variables) { ["port"] = port.ToString(CultureInfo.InvariantCulture), ["TMPDIR"] = temporary.Path };
        var began = Stopwatch.GetTimestamp();
        await using var process = ServerProcess.Start(path, [], variables);
        await AnswerAsync(process, port);
        return new Seen(Stopwatch.GetElapsedTime(began).TotalMilliseconds, ConnectorsProgram.MemoryOf(process));
    }

    private static async Task AnswerAsync(ServerProcess process, int port)
    {
        var buffer = new byte[4096];
        while (true)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port);
            }
            catch (SocketException)
            {
                // Not yet; asked again a moment later.
                if (process.HasExited)
                    throw new InvalidOperationException($"it did not start:\n{process.Said}");
                await Task.Delay(1);
                continue;
            }
            await socket.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray());
            var received = 0;
            for (int read; (read = await socket.ReceiveAsync(buffer)) > 0;)
                received += read;
            if (received > 0)
                return;
        }
    }

    private static async Task<string> PublishAsync()
    {
        var folder = Path.Combine(WatchdogBinary.Repository, "artifacts", "empty-server");
        var program = Path.Combine(folder, "empty-server");
        if (File.Exists(program))
            return program;
        Console.WriteLine("publishing the empty server, which takes a minute or two");
        await using var publish = ServerProcess.Start(
            "dotnet", ["publish", Path.Combine(WatchdogBinary.Repository, "tests", "Connectors.EmptyServer"), "-c", "Release", "-r", WatchdogBinary.RuntimeIdentifier, "-o", folder, "-v", "quiet"]);
        await publish.ExitedAsync(CancellationToken.None);
        return publish.ExitCode == 0 ? program : throw new InvalidOperationException($"the empty server could not be published:\n{publish.Said}");
    }

    private sealed record Seen(double Answered, double Mebibytes);
}
