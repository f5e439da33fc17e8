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
                faults.Set(Subject, $"where to begin in {partitions[0].Topic} cannot be found out ({e.Error.Reason}); the brokers are asked again for ever; {Remedy(start.Kind, e.Error.Code)}");
                if (!told)
                    Log.NoStart(logger, partitions[0].Topic, e.Error.Reason);
                told = true;
                if (cancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(1)))
                    throw new OperationCanceledException(cancellationToken);
            }
        }
    }

    /// <summary>What to do about it, as the end of a sentence.</summary>
    internal static string Remedy(StartKind kind, ErrorCode code) => code switch
    {
        ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed => "give this user the right to read the topic and the group",
        ErrorCode.Local_Transport or ErrorCode.Local_TimedOut or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve or ErrorCode.RequestTimedOut =>
            "every broker that leads a partition must be in reach from here, at the address that it advertises",
        ErrorCode.UnknownTopicOrPart or ErrorCode.LeaderNotAvailable or ErrorCode.NotLeaderForPartition => "it goes on once the partitions have leaders again",
        _ when kind == StartKind.Time => "brokers that cannot look up a time need kafka.auto-offset-reset to be latest or earliest",
        _ => "brokers of Kafka 0.10.1 or later tell offsets as this client asks for them",
    };

    private List<TopicPartitionOffset> Look(IConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions)
    {
        var committed = consumer.Committed(partitions, Patience);
        var fresh = committed.Where(place => place.Offset == Offset.Unset).Select(place => new TopicPartitionTimestamp(place.TopicPartition, Begin(place.Topic))).ToList();
        if (fresh.Count == 0)
            return committed;
        var found = ListedOffsets.Find(consumer, fresh, Patience);
        return [.. committed.Select(place => place.Offset == Offset.Unset ? new TopicPartitionOffset(place.TopicPartition, found[place.TopicPartition]) : place)];
    }

    private Timestamp Begin(string topic) => start.Kind switch
    {
        _ when isLate(topic) => ListedOffsets.Beginning,
        StartKind.Latest => ListedOffsets.End,
        StartKind.Earliest => ListedOffsets.Beginning,
        _ => new Timestamp(start.Time),
    };
}
