using Connectors.Watchdog.Serving;

namespace Connectors.Watchdog.Upstreams;

/// <summary>Ends a call to the upstream when it takes too long, the caller goes away or the watchdog stops, and remembers why. Thread-safe.</summary>
internal sealed class CallLimits : IDisposable
{
    private readonly CancellationTokenSource ended = new();
    private readonly IDisposable?[] causes;
    private int stopped;
    private bool disposed;

    public CallLimits(WatchdogOptions options, TimeProvider time, CancellationToken caller, CancellationToken stopping) =>
        causes =
        [
            caller.Register(() => Stop(StopReason.CallerGone)),
            stopping.Register(() => Stop(StopReason.Stopping)),
            After(options.ExecTimeout, time, StopReason.ExecTimeout),
            After(options.WriteTimeout, time, StopReason.WriteTimeout),
        ];

    /// <summary>Fires when the call must end.</summary>
    public CancellationToken Token => ended.Token;

    /// <summary>Why; the first reason counts.</summary>
    public StopReason Stopped => (StopReason)Volatile.Read(ref stopped);

    /// <summary>Ends the call.</summary>
    public void Stop(StopReason reason)
    {
        Interlocked.CompareExchange(ref stopped, (int)reason, (int)StopReason.None);
        lock (ended)
        {
            if (!disposed)
                ended.Cancel();
        }
    }

    public void Dispose()
    {
        foreach (var cause in causes)
            cause?.Dispose();
        lock (ended)
        {
            disposed = true;
            ended.Dispose();
        }
    }

    private ITimer? After(TimeSpan limit, TimeProvider time, StopReason reason) =>
        limit > TimeSpan.Zero ? time.CreateTimer(_ => Stop(reason), null, limit, Timeout.InfiniteTimeSpan) : null;
}
