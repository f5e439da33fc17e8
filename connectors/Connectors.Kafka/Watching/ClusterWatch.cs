using Confluent.Kafka;
using Connectors.Kafka.Consuming;
using Connectors.Sdk;
using Microsoft.Extensions.Logging;

namespace Connectors.Kafka.Watching;

/// <summary>
/// Asks the cluster what the client does not tell: whether it answers at all, which topics it has, how far behind we are. Its questions
/// block, so it has a thread of its own.
/// </summary>
internal sealed class ClusterWatch(string brokers, TimeSpan listEvery, TopicListing listing, IConnectorContext context, TimeProvider time, ILogger logger) : IDisposable
{
    private const string Subject = "brokers";
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MeasureEvery = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stop = new();
    private readonly AutoResetEvent doubt = new(initialState: true);
    private readonly LagMeter lag = new(context.Lag);
    private volatile string reason = "no answer";
    private volatile bool away;

    /// <summary>True while no broker answers.</summary>
    public bool IsAway => away;

    /// <returns>Ends some time after <see cref="Stop"/>.</returns>
    public Task Start(IConsumer<byte[], byte[]> consumer, Assignment assignment) =>
        DedicatedThread.RunAsync("kafka watch", () => Watch(consumer, assignment));

    public void Stop() => stop.Cancel();

    public void Dispose()
    {
        stop.Dispose();
        doubt.Dispose();
    }

    /// <summary>The client has met an error.</summary>
    /// <param name="error">Which.</param>
    /// <param name="topic">Of which topic, if it says.</param>
    public void Heard(Error error, string? topic)
    {
        switch (error.Code)
        {
            case ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition when topic is not null:
                listing.Lacks(topic);
                return;
            case ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed:
                var subject = topic is null ? "group" : $"topic {topic}";
                context.Faults.Set(subject, $"Kafka refuses {subject}: {error.Reason}; give this user the right to read it");
                Log.Refused(logger, subject, error.Reason);
                return;
            case ErrorCode.Local_AllBrokersDown:
                break;
            default:
                reason = error.Reason.ReplaceLineEndings(" ");
                Log.ClientError(logger, error.Code, reason);
                break;
        }
        doubt.Set();
    }

    private void Watch(IConsumer<byte[], byte[]> consumer, Assignment assignment)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        WaitHandle[] signals = [doubt, stop.Token.WaitHandle];
        var (listed, measured) = (time.GetTimestamp(), time.GetTimestamp());
        while (!stop.IsCancellationRequested)
        {
            var doubted = WaitHandle.WaitAny(signals, Pause) == 0;
            if (doubted || away)
                Look(admin);
            if (away || stop.IsCancellationRequested)
                continue;
            try
            {
                if (listing.IsUrgent || time.GetElapsedTime(listed) >= listEvery)
                {
                    listed = time.GetTimestamp();
                    List(admin);
                }
                if (time.GetElapsedTime(measured) < MeasureEvery)
                    continue;
                measured = time.GetTimestamp();
                lag.Measure(consumer, assignment);
            }
            catch (KafkaException e)
            {
                // List and lag stay as they were; whether anybody answers is looked at next.
                Log.ClientError(logger, e.Error.Code, e.Error.Reason);
                doubt.Set();
            }
        }
        lag.Clear();
    }

    private void Look(IAdminClient admin)
    {
        try
        {
            // Any answer will do; one topic is cheaper than all.
            admin.GetMetadata("__consumer_offsets", Answer);
            context.Faults.Clear(Subject);
            if (away)
                Log.Back(logger, brokers);
            away = false;
        }
        catch (KafkaException e)
        {
            var why = e.Error.Code is ErrorCode.Local_Transport or ErrorCode.Local_TimedOut ? reason : e.Error.Reason;
            context.Faults.Set(Subject, $"the Kafka brokers at {brokers} cannot be used ({why}); they are tried again for ever. Check kafka.bootstrap-servers and the log-in");
            // Once an outage: the fault stands, the log need not repeat it.
            if (!away)
                Log.Away(logger, brokers, why);
            away = true;
        }
    }

    private void List(IAdminClient admin)
    {
        if (listing.Patterns is { Count: > 0 } asked)
            listing.Listed([.. admin.GetMetadata(Answer).Topics.Where(topic => !topic.Error.IsError).Select(topic => topic.Topic)], asked);
        foreach (var topic in listing.Missing)
        {
            if (admin.GetMetadata(topic, Answer).Topics.Any(found => found.Topic == topic && !found.Error.IsError && found.Partitions.Count > 0))
                listing.Forget(topic);
        }
    }
}
