namespace Connectors.Providers.FaasNetes.Operating;

/// <summary>How far one resource is. For one thread at a time.</summary>
internal sealed class Progress
{
    /// <summary>So long is waited at most before what has failed is tried again.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan TellAgain = TimeSpan.FromSeconds(5);
    private string? left;
    private TimeSpan wait = FirstWait;
    private DateTimeOffset? nextTry;
    private DateTimeOffset? nextTell;

    /// <summary>What stood against it last.</summary>
    public Obstacle? Obstacle { get; private set; }

    /// <summary>When to look again though nothing changes; null: never.</summary>
    public DateTimeOffset? NextLook => nextTell is null || nextTry < nextTell ? nextTry : nextTell;

    /// <summary>Whether something has to be done.</summary>
    public bool IsDue(string sight, DateTimeOffset now) => left != sight || nextTry <= now;

    /// <summary>Whether how it is may be told now.</summary>
    public bool MayTell(DateTimeOffset now) => nextTell is null || nextTell <= now;

    /// <summary>How it is could be told, or not.</summary>
    public void NoteTold(bool isTold, DateTimeOffset now) => nextTell = isTold ? null : now + TellAgain;

    /// <summary>Something has been done. Where that has changed what one sees, it is done once more: only what changes nothing proves that all is as it should be.</summary>
    public void Note(string before, string after, Obstacle? obstacle, DateTimeOffset now)
    {
        var isNews = left != after;
        (left, Obstacle) = (before == after ? after : null, obstacle);
        if (obstacle is null)
        {
            (wait, nextTry) = (FirstWait, null);
            return;
        }
        if (isNews)
            wait = FirstWait;
        // Each time later.
        nextTry = now + wait;
        wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, LongestWait.Ticks));
    }
}
