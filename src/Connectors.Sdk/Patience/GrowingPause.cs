namespace Connectors.Sdk.Patience;

/// <summary>How long to wait before the next try: twice as long each time, half of it by chance, so that replicas do not come together. Not thread-safe.</summary>
/// <param name="first">The longest that the first wait may be.</param>
/// <param name="longest">The longest that any may be.</param>
/// <param name="random">For the chance.</param>
public sealed class GrowingPause(TimeSpan first, TimeSpan longest, Random random)
{
    // Beyond it every wait is the longest one.
    private const int MostDoublings = 16;
    private int tries;

    /// <summary>The next wait: from half to the whole of what it has grown to.</summary>
    public TimeSpan Next()
    {
        var full = first * Math.Pow(2, Math.Min(tries++, MostDoublings));
        return (full < longest ? full : longest) * (0.5 + random.NextDouble() / 2);
    }

    /// <summary>A try has lasted: the next wait is a first one again.</summary>
    public void Reset() => tries = 0;
}
