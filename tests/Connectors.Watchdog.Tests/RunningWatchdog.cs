using System.Collections.Concurrent;
using System.Diagnostics;

namespace Connectors.Watchdog.Tests;

/// <summary>A started watchdog, its log and a client.</summary>
internal sealed class RunningWatchdog : IAsyncDisposable
{
    public static readonly IReadOnlyDictionary<string, string> PathOnly = new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH")! };
    private readonly ConcurrentQueue<string> lines = new();
    private int changes;

    public WatchdogServer Server { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public IReadOnlyList<string> Lines => [.. lines];

    public int Changes => Volatile.Read(ref changes);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<RunningWatchdog> StartAsync(string process, Func<WatchdogOptions, WatchdogOptions>? with = null, TimeProvider? time = null)
    {
        var options = new WatchdogOptions { Process = process, Environment = PathOnly };
        return StartAsync(with?.Invoke(options) ?? options, time);
    }

    public static async Task<RunningWatchdog> StartAsync(WatchdogOptions options, TimeProvider? time = null)
    {
        var running = new RunningWatchdog();
        running.Server = await WatchdogServer.StartAsync(
            options, running.lines.Enqueue, () => Interlocked.Increment(ref running.changes), time ?? TimeProvider.System, Token);
        running.Client = new HttpClient { BaseAddress = running.Server.Address, Timeout = TimeSpan.FromSeconds(60) };
        return running;
    }

    public Task<HttpResponseMessage> PostAsync(string body, string path = "/") => Client.PostAsync(path, new StringContent(body), Token);

    public async Task<string> PostTextAsync(string body, string path = "/")
    {
        using var response = await PostAsync(body, path);
        return await response.Content.ReadAsStringAsync(Token);
    }

    /// <summary>Waits for a condition that something else brings about; fails after a generous while, saying what was logged.</summary>
    public async Task UntilAsync(Func<bool> condition, string what)
    {
        var began = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(began.Elapsed < TimeSpan.FromSeconds(30), $"Not in time: {what}\n{string.Join('\n', Lines.TakeLast(20))}");
            await Task.Delay(10, Token);
        }
    }

    public static async Task<string> TextAsync(HttpResponseMessage response) => await response.Content.ReadAsStringAsync(Token);

    /// <summary>Whether a process exists and is no zombie.</summary>
    public static bool IsAlive(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Children of this process that nobody has collected.</summary>
    public static int Zombies() => Directory.GetDirectories("/proc").Count(folder =>
    {
        if (!int.TryParse(Path.GetFileName(folder), out _))
            return false;
        try
        {
            var stat = File.ReadAllText(folder + "/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" && fields[1] == Environment.ProcessId.ToString();
        }
        catch (IOException)
        {
            return false;
        }
    });

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
