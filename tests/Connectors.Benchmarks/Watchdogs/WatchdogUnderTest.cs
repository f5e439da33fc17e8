using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Connectors.TestServers;
using Connectors.Watchdog;

namespace Connectors.Benchmarks.Watchdogs;

/// <summary>A watchdog in a process of its own: the binary that <c>CONNECTORS_BENCHMARK_WATCHDOG</c> names, otherwise the library in this program.</summary>
internal sealed class WatchdogUnderTest : IDisposable
{
    private readonly Process process;

    private WatchdogUnderTest(Process process, IPEndPoint address) => (this.process, Address) = (process, address);

    public static string Name => Binary is { } binary ? Path.GetFileName(binary) + ", the binary" : "the library";

    private static string? Binary => Environment.GetEnvironmentVariable("CONNECTORS_BENCHMARK_WATCHDOG") is { Length: > 0 } path ? path : null;

    public IPEndPoint Address { get; }

    public static async Task<WatchdogUnderTest> StartAsync(string mode, string program, string upstream = "")
    {
        var port = LoopbackPorts.Take();
        // Its lines go nowhere: to read them would cost the one who measures.
        string[] command = Binary is { } binary ? [binary] : [Environment.ProcessPath!, "watchdog", port.ToString(CultureInfo.InvariantCulture), mode, program, upstream];
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", .. command]);
        foreach (var (name, value) in new[] { ("port", port.ToString(CultureInfo.InvariantCulture)), ("mode", mode), ("fprocess", program), ("http_upstream_url", upstream), ("suppress_lock", "true"), ("healthcheck_interval", "0s") })
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        var address = new IPEndPoint(IPAddress.Loopback, port);
        await ReadyAsync(process, address);
        return new WatchdogUnderTest(process, address);
    }

    /// <summary>The library, until the process is told to end.</summary>
    public static async Task ServeAsync(int port, string mode, string program, string upstream)
    {
        await using var server = await WatchdogServer.StartAsync(
            new WatchdogOptions
            {
                Process = program,
                Mode = Enum.Parse<WatchdogMode>(mode, ignoreCase: true),
                Listen = new IPEndPoint(IPAddress.Loopback, port),
                Environment = new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH")! },
                UpstreamUrl = upstream.Length > 0 ? new Uri(upstream) : null,
            },
            Console.WriteLine, static () => { }, TimeProvider.System, CancellationToken.None);
        await Task.Delay(Timeout.Infinite);
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private static async Task ReadyAsync(Process process, IPEndPoint address)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://{address}") };
        while (!process.HasExited)
        {
            try
            {
                using var answer = await client.GetAsync("/");
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (Exception early) when (early is HttpRequestException or SocketException)
            {
                // It does not listen yet.
            }
            await Task.Delay(20);
        }
        throw new InvalidOperationException($"the watchdog ended with {process.ExitCode}");
    }
}
