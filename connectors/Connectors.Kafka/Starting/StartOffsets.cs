using Confluent.Kafka;
using Connectors.Sdk;
using Microsoft.Extensions.Logging;

namespace Connectors.Kafka.Starting;

/// <summary>
/// Finds where to begin in partitions that are newly ours: where the group has come to, otherwise where the settings say. A position found so
/// is committed like any other, so that from then on nothing is missed while the connector is away.
/// </summary>
/// <param name="start">For partitions that the group has not read.</param>
/// <param name="isLate">True for topics that came to be while we listened for them: all of what is in them is for us.</param>
/// <param name="faults">The connector's.</param>
/// <param name="logger">The log.</param>
internal sealed class StartOffsets(StartPosition start, Func<string, bool> isLate, ConnectorFaults faults, ILogger logger)
{
    public const string Subject = "start offset";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks the brokers, again until they answer. Blocks.</summary>
    /// <exception cref="OperationCanceledException">Told to stop before they did.</exception>
    public List<TopicPartitionOffset> Find(IConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        var told = false;
        while (true)
        {
            try
            {
                var found = Look(consumer, partitions);
                faults.Clear(Subject);
                return found;
            }
            catch (KafkaException e)
            {
                faults.Set(Subject, $"where to begin in {partitions[0].Topic} cannot be found out ({e.Error.Reason}); the brokers are asked again for ever. Check kafka.auto-offset-reset");
                if (!told)
                    Log.NoStart(logger, partitions[0].Topic, e.Error.Reason);
                told = true;
                if (cancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(1)))
                    throw new OperationCanceledException(cancellationToken);
            }
        }
    }

    private List<TopicPartitionOffset> Look(IConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions)
    {
        var found = consumer.Committed(partitions, Patience);
        var fresh = new List<TopicPartitionTimestamp>();
        for (var i = 0; i < found.Count; i++)
        {
            if (found[i].Offset != Offset.Unset)
                continue;
            if (start.Kind == StartKind.Time && !isLate(found[i].Topic))
                fresh.Add(new TopicPartitionTimestamp(found[i].TopicPartition, new Timestamp(start.Time)));
            else
                found[i] = new TopicPartitionOffset(found[i].TopicPartition, Edge(consumer, found[i].TopicPartition));
        }
        if (fresh.Count == 0)
            return found;
        var byTime = consumer.OffsetsForTimes(fresh, Patience).ToDictionary(place => place.TopicPartition);
        return [.. found.Select(place => byTime.TryGetValue(place.TopicPartition, out var first) ? Known(consumer, first) : place)];
    }

    // Nothing that recent is there: the end, by its number, so that it can be committed.
    private static TopicPartitionOffset Known(IConsumer<byte[], byte[]> consumer, TopicPartitionOffset first) => first.Offset.IsSpecial
        ? new TopicPartitionOffset(first.TopicPartition, consumer.QueryWatermarkOffsets(first.TopicPartition, Patience).High)
        : first;

    private Offset Edge(IConsumer<byte[], byte[]> consumer, TopicPartition partition)
    {
        var edges = consumer.QueryWatermarkOffsets(partition, Patience);
        return start.Kind == StartKind.Latest && !isLate(partition.Topic) ? edges.High : edges.Low;
    }
}
