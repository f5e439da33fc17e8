namespace Connectors.Webhooks.Intake;

/// <summary>How long a body may take: some time for all, and more the more has arrived. Who sends slower holds memory to no purpose.</summary>
internal sealed class BodyPace : IDisposable
{
    public static readonly TimeSpan ForAll = TimeSpan.FromSeconds(30);
    public const int BytesPerSecond = 64 << 10;

    private readonly TimeProvider time;
    private readonly long began;
    private readonly CancellationTokenSource late;
    private readonly CancellationTokenSource either;

    public BodyPace(TimeProvider time, CancellationToken aborted)
    {
        (this.time, began) = (time, time.GetTimestamp());
        late = new CancellationTokenSource(ForAll, time);
        either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, aborted);
    }

    /// <summary>Fires when the sender has gone, or is too slow.</summary>
    public CancellationToken Token => either.Token;

    public bool IsLate => late.IsCancellationRequested;

    /// <summary>Gives time for what has arrived.</summary>
    public void Arrived(int bytes)
    {
        var left = ForAll + TimeSpan.FromSeconds((double)bytes / BytesPerSecond) - time.GetElapsedTime(began);
        late.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    public void Dispose()
    {
        either.Dispose();
        late.Dispose();
    }
}
