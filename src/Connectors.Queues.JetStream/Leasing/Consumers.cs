using Connectors.Queues.JetStream.Lanes;
using Connectors.Queues.JetStream.Naming;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace Connectors.Queues.JetStream.Leasing;

/// <summary>
/// The consumers. None has a bound of what is unacknowledged: workers bound what runs, and what waits for a time must not take the place
/// of what could run.
/// </summary>
internal static class Consumers
{
    public static Task<INatsJSConsumer> OfLaneAsync(JetStreamStore store, Lane lane, CancellationToken cancellationToken) =>
        EnsureAsync(store, lane.Stream, Passing(store, lane), cancellationToken);

    public static Task<INatsJSConsumer> SharedAsync(JetStreamStore store, string queue, CancellationToken cancellationToken) =>
        EnsureAsync(store, Lane.StreamOf(queue), Plain(store, Names.SharedConsumer, $"{Names.CallPrefix}{SubjectToken.Of(queue)}.>"), cancellationToken);

    public static Task<INatsJSConsumer> ClockAsync(JetStreamStore store, CancellationToken cancellationToken)
    {
        var clock = Plain(store, Names.ClockConsumer, Names.DelayPrefix + ">");
        clock.HeadersOnly = true;
        return EnsureAsync(store, Names.Delayed, clock, cancellationToken);
    }

    public static Task<INatsJSConsumer> CallbacksAsync(JetStreamStore store, CancellationToken cancellationToken)
    {
        var callers = Plain(store, Names.CallbackConsumer, Names.CallbackPrefix + ">");
        callers.HeadersOnly = true;
        return EnsureAsync(store, Names.Callbacks, callers, cancellationToken);
    }

    // The server lets it go when nobody has asked it for so long; delay and attempts are in the records, so that it takes nothing with it.
    private static ConsumerConfig Passing(JetStreamStore store, Lane lane)
    {
        var consumer = Plain(store, lane.Consumer, lane.CallFilter);
        consumer.InactiveThreshold = store.Own.ConsumerIdle;
        return consumer;
    }

    private static ConsumerConfig Plain(JetStreamStore store, string name, string filter) => new(name)
    {
        DurableName = name,
        FilterSubject = filter,
        AckPolicy = ConsumerConfigAckPolicy.Explicit,
        AckWait = store.Common.AckWait,
        MaxAckPending = -1,
        MaxDeliver = -1,
        DeliverPolicy = ConsumerConfigDeliverPolicy.All,
    };

    private static async Task<INatsJSConsumer> EnsureAsync(JetStreamStore store, string stream, ConsumerConfig consumer, CancellationToken cancellationToken) =>
        await store.Link.GuardAsync(async () => await store.Link.JetStream.CreateOrUpdateConsumerAsync(stream, consumer, cancellationToken), cancellationToken);
}
