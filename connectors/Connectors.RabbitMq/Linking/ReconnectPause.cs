namespace Connectors.RabbitMq.Linking;

/// <summary>How long to wait before the next try: longer each time, and by chance, so that replicas do not come together. Not thread-safe.</summary>
internal sealed class ReconnectPause(Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private int failures;

    public TimeSpan Next()
    {
        var full = First * Math.Pow(2, Math.Min(failures++, 10));
        return (full < Longest ? full : Longest) * (0.5 + random.NextDouble() / 2);
    }

    public void Reset() => failures = 0;
}
