using Confluent.Kafka;
using Connectors.Kafka.Starting;
using Connectors.Kafka.Watching;
using Microsoft.Extensions.Logging;

namespace Connectors.Kafka.Consuming;

/// <summary>
/// The partitions that are ours. All members but <see cref="Flows"/> belong to the thread that polls, on which the client also tells of changes.
/// </summary>
internal sealed class Assignment(StartOffsets starts, Dispatching dispatching, ClusterWatch watch, KafkaMetrics metrics, ILogger logger, CancellationToken stopping)
{
    // How long what runs may end before its partition goes to somebody else; his is then what we did not store.
    private static readonly TimeSpan Finish = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);

    private readonly Dictionary<TopicPartition, PartitionFlow> flows = [];
    private volatile PartitionFlow[] snapshot = [];
    private int paused;

    /// <summary>For those who only look.</summary>
    public IReadOnlyList<PartitionFlow> Flows => snapshot;

    public IEnumerable<TopicPartitionOffset> Assigned(IConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions)
    {
        metrics.Joined();
        if (partitions.Count == 0)
            return [];
        var positions = starts.Find(consumer, partitions, stopping);
        foreach (var position in positions)
        {
            Log.Assigned(logger, position.Topic, position.Partition.Value, position.Offset.Value);
            flows[position.TopicPartition] = new PartitionFlow(position.TopicPartition, position.Offset, metrics.Of(position.TopicPartition, consumer.MemberId));
        }
        Show();
        // Only now: what was produced before a start was found may be older than it.
        string[] topics = [.. positions.Select(position => position.Topic).Distinct().Order(StringComparer.Ordinal)];
        Log.Listening(logger, positions.Count, topics);
        return positions;
    }

    public void Revoked(IConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions)
    {
        var leaving = Remove(partitions);
        LetGo(leaving);
        var positions = new List<TopicPartitionOffset>();
        foreach (var flow in leaving)
        {
            Log.Revoked(logger, flow.Partition.Topic, flow.Partition.Partition.Value, flow.Next);
            if (flow.Next >= 0)
                positions.Add(new TopicPartitionOffset(flow.Partition, flow.Next));
        }
        Commit(consumer, positions);
    }

    public void Lost(List<TopicPartition> partitions)
    {
        foreach (var flow in Remove(partitions))
        {
            Log.Lost(logger, flow.Partition.Topic, flow.Partition.Partition.Value);
            flow.GiveUp();
        }
    }

    public void Take(IConsumer<byte[], byte[]> consumer, ConsumeResult<byte[], byte[]> message)
    {
        // Not ours any more: somebody else gets it.
        if (!flows.TryGetValue(message.TopicPartition, out var flow))
            return;
        // A short wait is better than a pause, which throws away what was fetched. A long one is not: polling must go on.
        var patience = TimeSpan.FromSeconds(1.0 / (1 + paused));
        if (dispatching.IsFull(flow) && !dispatching.Wait(() => stopping.IsCancellationRequested || !dispatching.IsFull(flow), patience))
        {
            consumer.Pause([flow.Partition]);
            flow.IsPaused = true;
            paused++;
            Log.Paused(logger, flow.Partition.Topic, flow.Partition.Partition.Value, flow.Open);
        }
        dispatching.Add(flow.Take(message));
    }

    /// <summary>Tells the client how far everything is queued, and takes up again where there is room.</summary>
    public void Maintain(IConsumer<byte[], byte[]> consumer)
    {
        foreach (var flow in flows.Values)
        {
            Store(consumer, flow);
            if (!flow.IsPaused || !dispatching.HasRoom(flow))
                continue;
            consumer.Resume([flow.Partition]);
            flow.IsPaused = false;
            paused--;
            Log.Resumed(logger, flow.Partition.Topic, flow.Partition.Partition.Value);
        }
    }

    /// <summary>The end: what runs is waited for within bounds, and how far it came is stored, to be committed when the group is left.</summary>
    public void Finished(IConsumer<byte[], byte[]> consumer)
    {
        var leaving = snapshot;
        LetGo(leaving);
        foreach (var flow in leaving)
            Store(consumer, flow);
        Remove([.. flows.Keys]);
    }

    private void Store(IConsumer<byte[], byte[]> consumer, PartitionFlow flow)
    {
        if (!flow.TryAdvance(out var position))
            return;
        try
        {
            consumer.StoreOffset(position);
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_State or ErrorCode.Local_UnknownPartition)
        {
            // The client has lost the partition already and tells us so at the next poll; what is not committed comes again.
            Log.NotStored(logger, flow.Partition.Topic, flow.Partition.Partition.Value, position.Offset.Value, e.Error.Reason);
        }
    }

    private void LetGo(IReadOnlyList<PartitionFlow> leaving)
    {
        foreach (var flow in leaving)
            flow.Leave();
        var ended = dispatching.Wait(() => leaving.All(flow => flow.Open == 0), Finish);
        foreach (var flow in leaving)
            flow.GiveUp();
        if (!ended)
            dispatching.Wait(() => leaving.All(flow => flow.Open == 0), Settle);
    }

    private void Commit(IConsumer<byte[], byte[]> consumer, List<TopicPartitionOffset> positions)
    {
        // In an outage there is nobody to hear it; what was not committed comes again, and its id makes that harmless.
        if (positions.Count == 0 || watch.IsAway)
            return;
        try
        {
            consumer.Commit(positions);
        }
        catch (KafkaException e)
        {
            Log.NotCommitted(logger, positions.Count, e.Error.Reason);
        }
    }

    private List<PartitionFlow> Remove(List<TopicPartition> partitions)
    {
        var removed = new List<PartitionFlow>();
        foreach (var partition in partitions)
        {
            if (!flows.Remove(partition, out var flow))
                continue;
            paused -= flow.IsPaused ? 1 : 0;
            removed.Add(flow);
        }
        Show();
        return removed;
    }

    private void Show() => snapshot = [.. flows.Values];
}
