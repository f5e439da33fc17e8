using Connectors.Kafka.Messages;
using Connectors.Sdk;
using Connectors.Sdk.Events;
using Connectors.Sdk.Patience;
using Microsoft.Extensions.Logging;

namespace Connectors.Kafka.Consuming;

/// <summary>
/// Dispatches what was taken, no more at a time than the settings allow, and in order where order is wanted. What it holds is bounded by
/// whoever takes: see <see cref="IsFull"/>. Thread-safe.
/// </summary>
internal sealed class Dispatching(IConnectorContext context, KafkaSettings settings, TimeProvider time, Random random, ILogger logger) : IDisposable
{
    private const int MostOfPartition = 1000;
    private const long MostBytes = 32 << 20;

    private readonly SemaphoreSlim room = new(settings.MaxInflight);
    private readonly PatientDispatch patient = new(context, time, random);
    private readonly ManualResetEventSlim changed = new();
    private long bytes;
    private volatile Exception? broken;

    /// <summary>Why it cannot go on; null while it can.</summary>
    public Exception? Broken => broken;

    /// <summary>True when no more of the partition should be taken.</summary>
    public bool IsFull(PartitionFlow flow) => flow.Open >= MostOfPartition || Interlocked.Read(ref bytes) >= MostBytes;

    /// <summary>True when so much has ended that it is worth while to take again.</summary>
    public bool HasRoom(PartitionFlow flow) => flow.Open <= MostOfPartition / 2 && Interlocked.Read(ref bytes) <= MostBytes / 2;

    /// <summary>Blocks until something holds or the time is over. For one thread.</summary>
    public bool Wait(Func<bool> condition, TimeSpan longest)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            changed.Reset();
            if (condition())
                return true;
            var left = longest - time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero || !changed.Wait(left))
                return condition();
        }
    }

    /// <summary>Begins to dispatch it, now or after those it waits for.</summary>
    public void Add(in Taken taken)
    {
        Interlocked.Add(ref bytes, taken.Bytes);
        var connectorEvent = KafkaEvents.Of(taken.Message, settings.Order);
        if (connectorEvent.Key is not { } key)
            _ = DispatchAsync(taken, connectorEvent);
        else if (taken.Flow.Lanes.TryEnter(key, taken))
            _ = FollowAsync(key, taken, connectorEvent);
    }

    public void Dispose()
    {
        room.Dispose();
        changed.Dispose();
    }

    private async Task FollowAsync(string key, Taken taken, ConnectorEvent connectorEvent)
    {
        var lanes = taken.Flow.Lanes;
        await DispatchAsync(taken, connectorEvent);
        while (lanes.TryNext(key, out var next))
            await DispatchAsync(next, next.Flow.IsLeaving ? null : KafkaEvents.Of(next.Message, settings.Order));
    }

    /// <summary>Never throws: what goes wrong is <see cref="Broken"/>.</summary>
    private async Task DispatchAsync(Taken taken, ConnectorEvent? connectorEvent)
    {
        var flow = taken.Flow;
        try
        {
            if (connectorEvent is not null && await IsDispatchedAsync(taken, connectorEvent))
                flow.Queued(taken);
        }
        catch (OperationCanceledException) when (flow.Stop.IsCancellationRequested)
        {
            // Not stored: it comes again, to us or to whoever has the partition then.
        }
        catch (Exception e) when (flow.Stop.IsCancellationRequested)
        {
            Log.GivenUp(logger, taken.Message.Topic, taken.Message.Partition.Value, taken.Message.Offset.Value, e.Message);
        }
        catch (Exception e)
        {
            broken = e;
        }
        finally
        {
            Interlocked.Add(ref bytes, -taken.Bytes);
            flow.Ended();
            changed.Set();
        }
    }

    /// <returns>False when it was not begun.</returns>
    private async ValueTask<bool> IsDispatchedAsync(Taken taken, ConnectorEvent connectorEvent)
    {
        await room.WaitAsync(taken.Flow.Stop);
        try
        {
            if (taken.Flow.IsLeaving)
                return false;
            await patient.DispatchAsync(connectorEvent, taken.Flow.Stop);
            return true;
        }
        catch (EventRefusedException refused)
        {
            // It would stop its partition for ever. It stays in Kafka, where whoever reads this can find it.
            var (topic, partition, offset) = (taken.Message.Topic, taken.Message.Partition.Value, taken.Message.Offset.Value);
            Log.PassedOver(logger, topic, partition, offset, taken.Bytes, refused.Message);
            context.Faults.Set($"{(refused is EventTooLargeException ? "too large" : "refused")}: {topic}",
                $"a message of {taken.Bytes} bytes was passed over, the last at offset {offset} of partition {partition}: {refused.Message} Mend that and send such messages again");
            return true;
        }
        finally
        {
            room.Release();
        }
    }
}
