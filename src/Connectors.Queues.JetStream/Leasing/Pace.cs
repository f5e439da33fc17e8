namespace Connectors.Queues.JetStream.Leasing;

/// <summary>How many messages come in a stretch of time, by what came in the last one that was long enough to tell. Thread-safe.</summary>
internal sealed class Pace(TimeProvider time)
{
    private static readonly TimeSpan Stretch = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private long begun = time.GetTimestamp();
    private int counted;
    private double perSecond;

    public void Count(int messages)
    {
        lock (gate)
        {
            Turn();
            counted += messages;
        }
    }

    /// <summary>How many are to be expected within a span.</summary>
    public int Within(TimeSpan span)
    {
        lock (gate)
        {
            Turn();
            return (int)(perSecond * span.TotalSeconds);
        }
    }

    private void Turn()
    {
        var elapsed = time.GetElapsedTime(begun);
        if (elapsed < Stretch)
            return;
        perSecond = counted / elapsed.TotalSeconds;
        (begun, counted) = (time.GetTimestamp(), 0);
    }
}
