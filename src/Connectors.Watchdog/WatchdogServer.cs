using Connectors.Watchdog.Commands;
using Connectors.Watchdog.Forking;
using Connectors.Watchdog.Logging;
using Connectors.Watchdog.Processes;
using Connectors.Watchdog.Serving;
using Connectors.Watchdog.Upstreams;

namespace Connectors.Watchdog;

/// <summary>A program behind HTTP. Start one a replica; stop it to drain. Thread-safe.</summary>
public sealed class WatchdogServer : IAsyncDisposable
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource terminate = new(), kill;
    private readonly WatchdogOptions options;
    private readonly InflightGate gate;
    private readonly OutputLog log;
    private readonly Action changed;
    private readonly TimeProvider time;
    private readonly Forks? forks;
    private readonly HttpMessageInvoker? client;
    private readonly SupervisedUpstream? upstream;
    private readonly WatchdogApplication application;
    private readonly Lock stopGate = new();
    private Task supervision = Task.CompletedTask;
    private Task? stopped;
    private DateTimeOffset killAt = DateTimeOffset.MaxValue;
    private Listener? listener;
    private volatile bool stopping;
    private bool released;

    private WatchdogServer(WatchdogOptions options, ProgramLaunch launch, Action<string> output, Action changed, TimeProvider time)
    {
        (this.options, this.changed, this.time) = (options, changed, time);
        kill = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        log = new OutputLog(output);
        gate = new InflightGate(options.MaxInflight);
        IRequestMode mode;
        if (options.Mode is WatchdogMode.Http)
        {
            client = UpstreamClient.Create();
            upstream = new SupervisedUpstream(launch, options, log, NotifyChanged, time, terminate.Token, kill.Token);
            mode = new HttpMode(upstream, client, options, log, time, kill.Token);
        }
        else
        {
            var merge = options.Mode is WatchdogMode.Classic && options.CombineOutput;
            forks = new Forks(launch, options, merge, log, time, kill.Token);
            mode = options.Mode is WatchdogMode.Classic ? new ClassicMode(forks, options, log, time) : new StreamingMode(forks, options, log, time);
        }
        var health = new HealthRoutes(gate, () => stopping, () => NotReadyReason);
        application = new WatchdogApplication(mode, gate, health, options, log, time);
    }

    /// <summary>Where it answers, e.g. <c>http://127.0.0.1:40123/</c>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Whether requests will be served now: listening, not draining, and in http mode the upstream accepts connections.</summary>
    public bool IsReady => NotReadyReason is null;

    /// <summary>Why it is not ready, one line (<c>exited with code 1: last line of its output</c>); null when it is.</summary>
    public string? NotReadyReason => stopping ? "stopping" : upstream?.State.NotReady;

    /// <summary>Process ids of what runs now, each a leader of its own process group; for usage, and to find leftovers after a crash.</summary>
    public IReadOnlyCollection<int> ProcessIds => forks?.ProcessIds ?? (upstream?.State.Pid is { } pid ? [pid] : []);

    /// <summary>Begins to listen (and in http mode starts the upstream, without waiting for it).</summary>
    /// <param name="options">What to run.</param>
    /// <param name="output">Called for every line the program or the watchdog logs; from any thread, never concurrently.</param>
    /// <param name="changed">Called after <see cref="IsReady"/> or <see cref="ProcessIds"/> of a long-lived upstream has changed; from any thread.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="WatchdogStartException">The program is missing or not executable, or the address is taken.</exception>
    public static async Task<WatchdogServer> StartAsync(WatchdogOptions options, Action<string> output, Action changed, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var server = new WatchdogServer(options, CommandLaunch.Prepare(options, output), output, changed, timeProvider);
        try
        {
            server.listener = await Listener.StartAsync(options, server.application, server.log, cancellationToken);
        }
        catch
        {
            server.Release();
            throw;
        }
        server.Address = server.listener.Address;

        // The first start may take a while; it is not the caller's.
        if (server.upstream is { } upstream)
            server.supervision = Task.Run(upstream.RunAsync, CancellationToken.None);
        return server;
    }

    /// <summary>Unready at once; lets running requests end within the time; then kills what still runs.</summary>
    /// <remarks>Repeatable: the shortest time of all calls counts, and all return when everything has ended.</remarks>
    public Task StopAsync(TimeSpan grace)
    {
        if (options.WriteTimeout > TimeSpan.Zero && options.WriteTimeout < grace)
            grace = options.WriteTimeout;
        lock (stopGate)
        {
            if (!released && time.GetUtcNow() + grace is var due && due < killAt)
            {
                killAt = due;
                if (grace > TimeSpan.Zero)
                    kill.CancelAfter(grace);
                else
                    _ = kill.CancelAsync();
            }
            stopping = true;
            return stopped ??= Task.Run(DrainAsync);
        }
    }

    /// <summary>Stops without grace.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(TimeSpan.Zero);

    private async Task DrainAsync()
    {
        NotifyChanged();
        var drained = gate.CloseAsync();
        await drained.WaitAsync(kill.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await terminate.CancelAsync();
        await supervision;
        using var hurry = new CancellationTokenSource(LastWords, time);
        await drained.WaitAsync(hurry.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await listener!.StopAsync(hurry.Token);
        await drained;
        Release();
    }

    // Whatever the listener thinks of it, the upstream must go on being supervised and the drain must end.
    private void NotifyChanged()
    {
        try
        {
            changed();
        }
        catch (Exception failure)
        {
            log.Write($"A change could not be told: {failure.Message}");
        }
    }

    private void Release()
    {
        listener?.Dispose();
        client?.Dispose();
        terminate.Dispose();
        lock (stopGate)
        {
            released = true;
            kill.Dispose();
        }
    }
}
