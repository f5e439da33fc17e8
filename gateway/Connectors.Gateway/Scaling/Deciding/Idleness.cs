namespace Connectors.Gateway.Scaling.Deciding;

/// <summary>For how long a function has had nothing to do, as far as rounds can see. One user at a time.</summary>
internal sealed class Idleness(TimeProvider time)
{
    private long since = time.GetTimestamp();
    private long ended = -1;

    /// <summary>How long nothing has happened.</summary>
    public TimeSpan Length => time.GetElapsedTime(since);

    /// <summary>Something happens, or whether it does is unknown.</summary>
    public void Interrupt() => since = time.GetTimestamp();

    /// <summary>Compares the number of calls that have ended with what it was; false: some have since, or it is looked at for the first time.</summary>
    public bool Unchanged(long total)
    {
        var same = total == ended;
        ended = total;
        return same;
    }
}
