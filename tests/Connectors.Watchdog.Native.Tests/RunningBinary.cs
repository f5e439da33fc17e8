using System.Diagnostics;
using System.Globalization;
using Connectors.TestServers;
using Connectors.TestServers.Watchdogs;

namespace Connectors.Watchdog.Native.Tests;

/// <summary>The static binary, started by a test as an image's entry point would be, and a client.</summary>
internal sealed class RunningBinary : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ServerProcess process;
    private readonly string[] wrapper;
    private readonly TempDirectory temporary;

    private RunningBinary(ServerProcess process, string[] wrapper, TempDirectory temporary, int port)
    {
        (this.process, this.wrapper, this.temporary) = (process, wrapper, temporary);
        Client = new HttpClient { BaseAddress = new Uri(FormattableString.Invariant($"http://127.0.0.1:{port}")), Timeout = Patience };
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public HttpClient Client { get; }

    /// <summary>Everything it has printed, both streams together.</summary>
    public string Said => process.Said;

    public int ExitCode => process.ExitCode;

    /// <summary>Its process id, seen from here.</summary>
    public int Pid => wrapper is ["unshare", ..] ? Children(process.Id).Single() : process.Id;

    public static Task<RunningBinary> StartAsync(params (string Name, string Value)[] variables) => StartAsync([], WatchdogBinary.Path, variables);

    /// <summary>Returns once it listens.</summary>
    /// <param name="wrapper">What starts it: words before its path.</param>
    /// <param name="path">Its path.</param>
    /// <param name="variables">Its settings; a free port is among them.</param>
    public static async Task<RunningBinary> StartAsync(string[] wrapper, string path, params (string Name, string Value)[] variables)
    {
        // In a root directory of its own it has its own temporary one already; elsewhere its lock file is not to be another's.
        var temporary = new TempDirectory("watchdog");
        (string, string)[] place = wrapper.Contains("chroot") ? [] : [("TMPDIR", temporary.Path)];
        var port = LoopbackPorts.Take();
        var running = new RunningBinary(Launch([.. wrapper, path], [.. place, .. variables, ("port", port.ToString(CultureInfo.InvariantCulture))]), wrapper, temporary, port);
        try
        {
            await running.UntilAsync(() => running.Said.Contains("Listening on port: ", StringComparison.Ordinal), "it listens");
            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it where it is not to listen, and gives how it ended and what it said.</summary>
    public static async Task<(int ExitCode, string Said)> EndAsync(string path, string[] arguments, params (string Name, string Value)[] variables)
    {
        await using var process = Launch([path, .. arguments], variables);
        await process.ExitedAsync(Token);
        return (process.ExitCode, process.Said);
    }

    public async Task<string> PostAsync(string body, string path = "/")
    {
        using var response = await Client.PostAsync(path, new StringContent(body), Token);
        return await response.Content.ReadAsStringAsync(Token);
    }

    public async Task<int> StatusAsync(string path)
    {
        using var response = await Client.GetAsync(path, Token);
        return (int)response.StatusCode;
    }

    public void Signal(int signal) => Signals.Send(Pid, signal);

    /// <summary>Waits for its end, and gives the exit code.</summary>
    public async Task<int> EndedAsync()
    {
        await process.ExitedAsync(Token).WaitAsync(Patience, Token);
        return process.ExitCode;
    }

    /// <summary>Waits for what something else brings about; fails after a generous while, saying what was printed.</summary>
    public async Task UntilAsync(Func<bool> condition, string what)
    {
        var began = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(began.Elapsed < Patience && !process.HasExited, $"Not in time: {what}\n{Said}");
            await Task.Delay(10, Token);
        }
    }

    /// <summary>The children of a process, dead ones too.</summary>
    public static IReadOnlyList<int> Children(int parent) =>
    [
        .. Directory.EnumerateDirectories($"/proc/{parent}/task")
            .SelectMany(thread => File.ReadAllText(thread + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(child => int.Parse(child, CultureInfo.InvariantCulture)),
    ];

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await process.DisposeAsync();
        temporary.Dispose();
    }

    private static ServerProcess Launch(string[] words, (string Name, string Value)[] variables) =>
        ServerProcess.Start(words[0], words[1..], variables.ToDictionary(variable => variable.Name, variable => variable.Value));
}
