namespace Connectors.Watchdog;

/// <summary>A program behind HTTP. Start one a replica; stop it to drain. Thread-safe.</summary>
public sealed class WatchdogServer : IAsyncDisposable
{
    private WatchdogServer(Uri address) => Address = address;

    /// <summary>Where it answers, e.g. <c>http://127.0.0.1:40123/</c>.</summary>
    public Uri Address { get; }

    /// <summary>Whether requests will be served now: listening, not draining, and in http mode the upstream accepts connections.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Why it is not ready, one line (<c>exited with code 1: last line of its output</c>); null when it is.</summary>
    public string? NotReadyReason { get; private set; }

    /// <summary>Process ids of what runs now, each a leader of its own process group; for usage, and to find leftovers after a crash.</summary>
    public IReadOnlyCollection<int> ProcessIds { get; private set; } = [];

    /// <summary>Begins to listen (and in http mode starts the upstream, without waiting for it).</summary>
    /// <param name="options">What to run.</param>
    /// <param name="output">Called for every line the program or the watchdog logs; from any thread, never concurrently.</param>
    /// <param name="changed">Called after <see cref="IsReady"/> or <see cref="ProcessIds"/> of a long-lived upstream has changed; from any thread.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="WatchdogStartException">The program is missing or not executable, or the address is taken.</exception>
    public static Task<WatchdogServer> StartAsync(WatchdogOptions options, Action<string> output, Action changed, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        throw new WatchdogStartException("under construction");

    /// <summary>Unready at once; lets running requests end within the time; then kills what still runs.</summary>
    public Task StopAsync(TimeSpan grace) => IsReady ? Task.CompletedTask : Task.Delay(grace, TimeProvider.System);

    /// <summary>Stops without grace.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A watchdog could not start; the message says why and what to do.</summary>
public sealed class WatchdogStartException : Exception
{
    /// <summary>With a sentence.</summary>
    public WatchdogStartException(string message) : base(message)
    {
    }

    /// <summary>With a sentence and its cause.</summary>
    public WatchdogStartException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Nameless.</summary>
    public WatchdogStartException()
    {
    }
}
