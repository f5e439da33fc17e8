namespace Connectors.Gateway.Invocations;

/// <summary>Fires when nothing happened for too long, or when a caller gives up. One user at a time.</summary>
internal sealed class SilenceTimer : IDisposable
{
    private readonly TimeSpan patience;
    private readonly CancellationTokenSource source;
    private volatile bool abandoned;

    public SilenceTimer(TimeSpan patience, TimeProvider time)
    {
        this.patience = patience;
        source = TimedSources.Rent(time);
        source.CancelAfter(patience);
    }

    /// <summary>Fires on silence and on <see cref="Abandon"/>.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>True when it fired because of silence.</summary>
    public bool IsSilent => source.IsCancellationRequested && !abandoned;

    /// <summary>Something happened.</summary>
    public void Touch() => source.CancelAfter(patience);

    /// <summary>Nobody waits just now.</summary>
    public void Rest() => source.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>Fires too when the caller gives up, until the registration is disposed.</summary>
    public CancellationTokenRegistration Follow(CancellationToken caller) => caller.UnsafeRegister(static state => ((SilenceTimer)state!).Abandon(), this);

    public void Dispose() => TimedSources.Return(source);

    private void Abandon()
    {
        if (source.IsCancellationRequested)
            return;
        abandoned = true;
        source.Cancel();
    }
}
