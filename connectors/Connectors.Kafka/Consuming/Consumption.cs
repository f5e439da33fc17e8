using Confluent.Kafka;
using Connectors.Kafka.Configuration;
using Connectors.Kafka.Starting;
using Connectors.Kafka.Watching;
using Connectors.Sdk;
using Microsoft.Extensions.Logging;

namespace Connectors.Kafka.Consuming;

/// <summary>One membership in the group, from joining to leaving. Runs on the one thread that polls.</summary>
internal sealed class Consumption(
    KafkaSettings settings, IReadOnlyDictionary<string, string> properties, IConnectorContext context, KafkaMetrics metrics, TimeProvider time, Random random, ILogger logger)
{
    private const int PollMilliseconds = 100;
    private static readonly TimeSpan Upkeep = TimeSpan.FromMilliseconds(100);

    /// <summary>Blocks until told to stop.</summary>
    /// <exception cref="KafkaException">The client cannot go on.</exception>
    public void Run(CancellationToken stopping)
    {
        var listing = new TopicListing(context.Faults, logger);
        using var watch = new ClusterWatch(settings.BootstrapServers!, ConsumerProperties.RefreshOf(properties), listing, context, time, logger);
        using var dispatching = new Dispatching(context, settings, time, random, logger);
        var starts = new StartOffsets(StartPosition.Parse(settings.AutoOffsetReset)!, listing.IsLate, context.Faults, logger);
        var assignment = new Assignment(starts, dispatching, watch, metrics, logger, stopping);
        var consumer = Build(assignment, watch);
        var watching = watch.Start(consumer, assignment);
        try
        {
            Poll(consumer, assignment, new Subscription(context, listing, logger), dispatching, watch, watching, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop while a partition's start was looked for.
        }
        finally
        {
            watch.Stop();
            End(consumer, assignment, watching);
        }
    }

    // Whatever goes wrong on the way, the client ends after all who use it: it is native memory.
    private void End(IConsumer<byte[], byte[]> consumer, Assignment assignment, Task watching)
    {
        try
        {
            assignment.Finished(consumer);
        }
        finally
        {
            // Before the group is left, since that frees the client. What the watch asks for is answered or given up within seconds.
            ((IAsyncResult)watching).AsyncWaitHandle.WaitOne();
            Leave(consumer);
            consumer.Dispose();
        }
    }

    private void Poll(IConsumer<byte[], byte[]> consumer, Assignment assignment, Subscription subscription, Dispatching dispatching, ClusterWatch watch, Task watching, CancellationToken stopping)
    {
        var kept = time.GetTimestamp();
        while (!stopping.IsCancellationRequested)
        {
            subscription.Follow(consumer);
            if (Next(consumer, watch) is { IsPartitionEOF: false } message)
                assignment.Take(consumer, message);
            if (dispatching.Broken is { } broken)
                throw new InvalidOperationException($"A message could not be dispatched: {broken.Message}", broken);
            if (watching.Exception is { InnerException: { } blind })
                throw new InvalidOperationException($"The cluster is no longer watched: {blind.Message}", blind);
            if (time.GetElapsedTime(kept) < Upkeep)
                continue;
            kept = time.GetTimestamp();
            assignment.Maintain(consumer);
        }
    }

    private static ConsumeResult<byte[], byte[]>? Next(IConsumer<byte[], byte[]> consumer, ClusterWatch watch)
    {
        try
        {
            return consumer.Consume(PollMilliseconds);
        }
        catch (ConsumeException e) when (!e.Error.IsFatal)
        {
            watch.Heard(e.Error, e.ConsumerRecord?.Topic);
            return null;
        }
    }

    private IConsumer<byte[], byte[]> Build(Assignment assignment, ClusterWatch watch)
    {
        var lines = new ClientLog(time, logger);
        return new ConsumerBuilder<byte[], byte[]>(properties)
            .SetLogHandler((_, line) => lines.Write(line))
            .SetErrorHandler((_, error) => watch.Heard(error, null))
            .SetPartitionsAssignedHandler(assignment.Assigned)
            .SetPartitionsRevokedHandler((consumer, partitions) => assignment.Revoked(consumer, [.. partitions.Select(place => place.TopicPartition)]))
            .SetPartitionsLostHandler((_, partitions) => assignment.Lost([.. partitions.Select(place => place.TopicPartition)]))
            .Build();
    }

    private void Leave(IConsumer<byte[], byte[]> consumer)
    {
        try
        {
            consumer.Close();
        }
        catch (KafkaException e)
        {
            // The brokers notice by themselves after the session's time.
            Log.NotLeft(logger, e.Error.Reason);
        }
    }
}
