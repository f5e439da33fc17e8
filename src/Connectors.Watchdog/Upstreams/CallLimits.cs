using Connectors.Watchdog.Serving;

namespace Connectors.Watchdog.Upstreams;

/// <summary>Ends a call to the upstream when it takes too long, the caller goes away or the watchdog stops, and remembers why. Thread-safe.</summary>
internal sealed class CallLimits : IDisposable
{
    private readonly CancellationTokenSource ended = new();
    private readonly IDisposable?[] causes;
    private readonly TimeProvider time;
    private int stopped;
    private bool disposed;

    public CallLimits(TimeSpan execTimeout, TimeSpan writeTimeout, TimeProvider time, CancellationToken caller, CancellationToken stopping)
    {
        this.time = time;
        ExecTimeout = execTimeout;
        causes =
        [
            caller.Register(() => Stop(StopReason.CallerGone)),
            stopping.Register(() => Stop(StopReason.Stopping)),
            After(execTimeout, StopReason.ExecTimeout),
            After(writeTimeout, StopReason.WriteTimeout),
        ];
    }

    /// <summary>How long it may take; zero: any time.</summary>
    public TimeSpan ExecTimeout { get; }

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

    /// <summary>From now on it may take any time.</summary>
    public void LiftTimes()
    {
        causes[2]?.Dispose();
        causes[3]?.Dispose();
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

    private ITimer? After(TimeSpan limit, StopReason reason) =>
        limit > TimeSpan.Zero ? time.CreateTimer(_ => Stop(reason), null, limit, Timeout.InfiniteTimeSpan) : null;
}
