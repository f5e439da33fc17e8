namespace Connectors.Conformance.Queues;

/// <summary>How the queue under test is set up.</summary>
public sealed record QueueTestOptions
{
    /// <summary>How long an abandoned lease lasts.</summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan DedupWindow { get; init; } = TimeSpan.FromHours(1);

    public TimeSpan ResultRetention { get; init; } = TimeSpan.FromHours(1);

    public long ResultMaxBytes { get; init; } = 1 << 30;

    /// <summary>Bodies above this travel by claim check.</summary>
    public int InlineLimit { get; init; } = 4096;
}
