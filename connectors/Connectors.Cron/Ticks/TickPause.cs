using Connectors.Sdk.Patience;

namespace Connectors.Cron.Ticks;

/// <summary>How long a schedule waits for a queue or a store of checkpoints that is away.</summary>
internal static class TickPause
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>For one thing that is tried again.</summary>
    public static GrowingPause New(Random random) => new(First, Longest, random);
}
