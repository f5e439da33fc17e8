namespace Connectors.Gateway.Scaling.Deciding;

/// <summary>
/// What was right within the last while: replicas are removed only down to the highest of that, so that a short lull costs none. One user
/// at a time.
/// </summary>
internal sealed class DownWindow(TimeProvider time)
{
    private readonly Queue<(int Replicas, long Moment)> recommended = new();

    /// <summary>Forgets all, as when others have decided meanwhile.</summary>
    public void Clear() => recommended.Clear();

    /// <summary>The replicas to have, given how many there are and how many the load asks for; more are never put off.</summary>
    public int Hold(int current, int desired, TimeSpan window)
    {
        if (window == TimeSpan.Zero)
            return desired;
        var now = time.GetTimestamp();
        // What there is at first was right for whoever chose it.
        if (recommended.Count == 0)
            recommended.Enqueue((current, now));
        recommended.Enqueue((desired, now));
        while (time.GetElapsedTime(recommended.Peek().Moment, now) > window)
            recommended.Dequeue();
        return desired >= current ? desired : Math.Min(current, Highest());
    }

    private int Highest()
    {
        var highest = 0;
        foreach (var (replicas, _) in recommended)
            highest = Math.Max(highest, replicas);
        return highest;
    }
}
