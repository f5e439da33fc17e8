namespace Connectors.Sdk.Patience;

/// <summary>When to tell the log of something that lasts: when it begins, once a minute while it does, and when it is over. Thread-safe.</summary>
/// <param name="time">The clock.</param>
internal sealed class Reminder(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private string? told;
    private long at;

    /// <summary>It lasts, or has begun.</summary>
    /// <param name="kind">What it is: another kind is told at once.</param>
    /// <returns>True when it is to be told now.</returns>
    public bool IsDue(string kind = "")
    {
        lock (gate)
        {
            if (told == kind && time.GetElapsedTime(at) < Interval)
                return false;
            (told, at) = (kind, time.GetTimestamp());
            return true;
        }
    }

    /// <summary>It is over.</summary>
    /// <returns>True when it had been told.</returns>
    public bool IsOver()
    {
        if (Volatile.Read(ref told) is null)
            return false;
        lock (gate)
        {
            var was = told is not null;
            told = null;
            return was;
        }
    }
}
