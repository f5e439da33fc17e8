using Connectors.Core.Settings;
using Connectors.Core.Units;

namespace Connectors.Core.Queues;

/// <summary>Settings that mean the same for every queue.</summary>
public sealed class QueueSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "queue";

    /// <summary>Bodies above this size are stored apart and travel as a reference.</summary>
    [Setting("Bodies larger than this are stored apart from their calls: as files beside the database, or in JetStream's object store (there also what does not fit into a message).")]
    public ByteSize InlineLimit { get; set; } = new(256 << 10);

    /// <summary>How long a lease that nobody holds any more takes to run out.</summary>
    [Setting("How long a lease lasts that is neither renewed nor ended; then the invocation is leased again, and the lost lease counts as an attempt.", OpenFaasVariable = "ack_wait")]
    public TimeSpan AckWait { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a deduplication key is remembered.</summary>
    [Setting("How long a deduplication key (an Idempotency-Key, an event's id) is remembered after it was first accepted.")]
    public TimeSpan DedupWindow { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long results are kept.</summary>
    [Setting("How long the result of an invocation can be fetched after it has ended.")]
    public TimeSpan ResultRetention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How many bytes of results are kept.</summary>
    [Setting("How many bytes of results are kept at most; the oldest go first. Results whose callback is still to be delivered stay.")]
    public ByteSize ResultMaxBytes { get; set; } = new(1L << 30);

    /// <summary>How long records of ended invocations are kept.</summary>
    [Setting("How long the record of a succeeded or cancelled invocation is kept after it has ended. Dead letters stay until redriven or purged.")]
    public TimeSpan RecordRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How often expired things are removed.</summary>
    [Setting("How often expired deduplication keys, results, records and orphaned bodies are removed.")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public IEnumerable<string> Faults()
    {
        if (InlineLimit.Bytes > 512L << 20)
            yield return $"queue.inline-limit is {InlineLimit}; set at most 512MiB.";
        if (ResultMaxBytes.Bytes < 0)
            yield return $"queue.result-max-bytes is {ResultMaxBytes}; set 0 or more.";
        foreach (var (key, value) in Durations())
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(3650))
                yield return $"queue.{key} is {GoDuration.Format(value)}; set a duration above 0s and up to ten years, for example 60s.";
        }
    }

    private IEnumerable<(string Key, TimeSpan Value)> Durations() =>
    [
        ("ack-wait", AckWait), ("dedup-window", DedupWindow), ("result-retention", ResultRetention),
        ("record-retention", RecordRetention), ("sweep-interval", SweepInterval),
    ];
}
