namespace Connectors.Sdk.Hosting;

/// <summary>How long a connector that broke down waits: twice as long each time, up to a minute, half of it by chance.</summary>
internal sealed class RestartPause(Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private int failures;

    public TimeSpan Next()
    {
        var full = First * Math.Pow(2, Math.Min(failures++, 16));
        var bounded = full < Longest ? full : Longest;
        return bounded * (0.5 + random.NextDouble() / 2);
    }

    public void Reset() => failures = 0;
}
