namespace Connectors.Watchdog.Upstreams;

/// <summary>How long to wait before the next start: doubling from 100 ms to 10 s, from the beginning again after a long life. Not thread-safe.</summary>
internal sealed class BackOff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100), Longest = TimeSpan.FromSeconds(10), LongLife = TimeSpan.FromSeconds(10);
    private TimeSpan next = First;

    /// <summary>The wait after a process that lived so long.</summary>
    public TimeSpan After(TimeSpan life)
    {
        if (life >= LongLife)
            next = First;
        var wait = next;
        next = next * 2 < Longest ? next * 2 : Longest;
        return wait;
    }
}
