using Confluent.Kafka;
using Connectors.Kafka.Watching;
using Connectors.Sdk.Acknowledging;

namespace Connectors.Kafka.Consuming;

/// <summary>
/// One partition while it is ours: what was taken from it, how far everything is queued. Offsets go out for the part without gaps only,
/// whatever order messages end in. The thread that polls takes and stores; any thread ends.
/// </summary>
internal sealed class PartitionFlow(TopicPartition partition, Offset start, PartitionCounts counts) : IDisposable
{
    private readonly ContiguousPrefix<long> prefix = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Lanes lanes = new();
    private long next = start.Value;
    private long stored = Offset.Unset.Value;
    private int open;
    private volatile bool leaving;
    private volatile bool paused;

    public TopicPartition Partition => partition;

    public Lanes Lanes => lanes;

    public PartitionCounts Counts => counts;

    /// <summary>Taken and not ended.</summary>
    public int Open => Volatile.Read(ref open);

    /// <summary>The first offset that is not known to be queued with all before it.</summary>
    public long Next => Volatile.Read(ref next);

    /// <summary>True when nothing more may be begun: the partition is going to somebody else.</summary>
    public bool IsLeaving => leaving;

    /// <summary>Fires when what runs must be given up.</summary>
    public CancellationToken Stop => stop.Token;

    public bool IsPaused
    {
        get => paused;
        set => paused = value;
    }

    public Taken Take(ConsumeResult<byte[], byte[]> message)
    {
        Interlocked.Increment(ref open);
        counts.Taken(message.Offset.Value);
        return new Taken(this, message, prefix.Begin(message.Offset.Value));
    }

    /// <summary>It is queued for everybody.</summary>
    public void Queued(in Taken taken) => prefix.End(taken.Entry, offset => Volatile.Write(ref next, offset + 1));

    /// <summary>It is out of our hands, queued or not.</summary>
    public void Ended() => Interlocked.Decrement(ref open);

    /// <summary>Begins nothing more.</summary>
    public void Leave() => leaving = true;

    /// <summary>Gives up what runs.</summary>
    public void GiveUp()
    {
        leaving = true;
        stop.Cancel();
    }

    /// <summary>Where the group has come to, if that is news.</summary>
    public bool TryAdvance(out TopicPartitionOffset position)
    {
        var now = Next;
        position = new TopicPartitionOffset(partition, now);
        if (now == stored || now < 0)
            return false;
        stored = now;
        return true;
    }

    public void Dispose() => stop.Dispose();
}
