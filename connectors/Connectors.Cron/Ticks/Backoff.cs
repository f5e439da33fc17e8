namespace Connectors.Cron.Ticks;

/// <summary>Pauses between tries: twice as long each time, from half a second to half a minute, half of it by chance.</summary>
internal sealed class Backoff(Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private int tries;

    public TimeSpan Next()
    {
        var full = First * Math.Pow(2, Math.Min(tries++, 16));
        return (full < Longest ? full : Longest) * (0.5 + random.NextDouble() / 2);
    }
}
