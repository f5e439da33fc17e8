using Connectors.Watchdog.Callers;
using Connectors.Watchdog.Commands;
using Connectors.Watchdog.Files;
using Connectors.Watchdog.Forking;
using Connectors.Watchdog.Logging;
using Connectors.Watchdog.Metrics;
using Connectors.Watchdog.Processes;
using Connectors.Watchdog.Serving;
using Connectors.Watchdog.Upstreams;
using Connectors.Watchdog.Upstreams.Exchange;

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
    private readonly UpstreamConnections? connections;
    private readonly SupervisedUpstream? upstream;
    private readonly WatchdogApplication application;
    private readonly LockFile lockFile;
    private readonly CallMetrics metrics = new();
    private readonly CallerDoor? door;
    private readonly Lock stopGate = new();
    private Task supervision = Task.CompletedTask;
    private Task? stopped;
    private DateTimeOffset killAt = DateTimeOffset.MaxValue;
    private Listener? listener, metricsListener;
    private volatile bool stopping;
    private bool released;

    private WatchdogServer(WatchdogOptions options, ProgramLaunch? launch, OutputLog log, Action changed, TimeProvider time)
    {
        (this.options, this.log, this.changed, this.time) = (options, log, changed, time);
        kill = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        gate = new InflightGate(options.MaxInflight);
        lockFile = new LockFile(options.LockFile, options.SuppressLock, log);
        IRequestMode mode;
        if (launch is null)
        {
            mode = new StaticMode(options, log);
        }
        else if (options.Mode is WatchdogMode.Http)
        {
            connections = new UpstreamConnections(time);
            upstream = new SupervisedUpstream(launch, options, log, NotifyChanged, time, terminate.Token, kill.Token);
            mode = new HttpMode(upstream, connections, options, log, time, kill.Token);
        }
        else
        {
            forks = new Forks(launch, options, log, time, kill.Token);
            mode = options.Mode switch
            {
                WatchdogMode.Classic => new ClassicMode(forks, options, log, time),
                WatchdogMode.Serializing => new SerializingMode(forks, options, log, time),
                _ => new StreamingMode(forks, options, log, time),
            };
        }
        door = options.CallerChecks is { } checks ? new CallerDoor(checks, log, time) : null;
        var health = new HealthRoutes(gate, lockFile, () => stopping, () => NotReadyReason, options.ReadyPath);
        application = new WatchdogApplication(mode, gate, health, door, metrics, options, log, time);
    }

    /// <summary>Where it answers, e.g. <c>http://127.0.0.1:40123/</c>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Where metrics are served; null when they are not.</summary>
    public Uri? MetricsAddress => metricsListener?.Address;

    /// <summary>Whether requests will be served now: listening, not draining, and in http mode the upstream accepts connections.</summary>
    public bool IsReady => NotReadyReason is null;

    /// <summary>Why it is not ready, one line (<c>exited with code 1: last line of its output</c>); null when it is.</summary>
    public string? NotReadyReason => stopping ? "stopping" : upstream?.State.NotReady;

    /// <summary>Requests that are being served.</summary>
    public int ActiveRequests => gate.Running;

    /// <summary>Process ids of what runs now, each a leader of its own process group; for usage, and to find leftovers after a crash.</summary>
    public IReadOnlyCollection<int> ProcessIds => forks?.ProcessIds ?? (upstream?.State.Pid is { } pid ? [pid] : []);

    /// <summary>Begins to listen (and in http mode starts the upstream, without waiting for it).</summary>
    /// <param name="options">What to run.</param>
    /// <param name="output">Called for every line the program or the watchdog logs; from any thread, never concurrently.</param>
    /// <param name="changed">Called after <see cref="IsReady"/> or <see cref="ProcessIds"/> of a long-lived upstream has changed; from any thread.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="WatchdogStartException">The program is missing or not executable, or the address is taken.</exception>
    public static Task<WatchdogServer> StartAsync(WatchdogOptions options, Action<string> output, Action changed, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        StartAsync(options, (_, line) => output(line), changed, timeProvider, cancellationToken);

    /// <inheritdoc cref="StartAsync(WatchdogOptions, Action{string}, Action, TimeProvider, CancellationToken)"/>
    /// <param name="options">What to run.</param>
    /// <param name="output">Called for every line that is logged, with whose it is; from any thread, never concurrently.</param>
    /// <param name="changed">As there.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<WatchdogServer> StartAsync(WatchdogOptions options, Action<LineSource, string> output, Action changed, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var log = new OutputLog(output);
        var server = new WatchdogServer(options, options.Mode is WatchdogMode.Static ? null : CommandLaunch.Prepare(options, log.Write), log, changed, timeProvider);
        try
        {
            server.listener = await Listener.StartAsync(options, server.application, server.log, cancellationToken);
            if (options.MetricsListen is { } address)
                server.metricsListener = await MetricsListener.StartAsync(address, server.metrics, server.log, cancellationToken);
            server.lockFile.Make();
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

    /// <summary>Sends a signal to the group of the long-lived upstream; false when there is none now.</summary>
    public bool TrySignal(int signal) => upstream?.TrySignal(signal) ?? false;

    /// <summary>Unready from now on, and still serving: those who look at it shall have time to see it before <see cref="StopAsync"/>.</summary>
    public void Withdraw()
    {
        lock (stopGate)
        {
            if (stopping)
                return;
            stopping = true;
        }
        lockFile.Remove();
        NotifyChanged();
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
        }
        Withdraw();
        lock (stopGate)
            return stopped ??= Task.Run(DrainAsync);
    }

    /// <summary>Stops without grace.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(TimeSpan.Zero);

    private async Task DrainAsync()
    {
        var drained = gate.CloseAsync();
        await drained.WaitAsync(kill.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await terminate.CancelAsync();
        await supervision;
        using var hurry = new CancellationTokenSource(LastWords, time);
        await drained.WaitAsync(hurry.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await listener!.StopAsync(hurry.Token);
        if (metricsListener is not null)
            await metricsListener.StopAsync(hurry.Token);
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
        lockFile.Remove();
        listener?.Dispose();
        metricsListener?.Dispose();
        connections?.Dispose();
        door?.Dispose();
        terminate.Dispose();
        lock (stopGate)
        {
            released = true;
            kill.Dispose();
        }
    }
}
