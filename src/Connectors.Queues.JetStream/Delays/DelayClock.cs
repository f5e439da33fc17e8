using Connectors.Core.Queues;
using Connectors.Queues.JetStream.Broker;
using Connectors.Queues.JetStream.Invocations;
using Connectors.Queues.JetStream.Lanes;
using Connectors.Queues.JetStream.Leasing;
using Connectors.Queues.JetStream.Naming;
using NATS.Client.JetStream;

namespace Connectors.Queues.JetStream.Delays;

/// <summary>
/// Moves what is due from the stream of the delayed to where it runs. The server's delayed redelivery is the alarm clock, the time in the
/// message is what counts: a forgotten alarm is set again. Any number of processes may do this.
/// </summary>
internal sealed class DelayClock(JetStreamStore store)
{
    private const int AtOnce = 256;
    // Redelivery rounds to milliseconds, and a message must not be run before its time.
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(2);

    private readonly LeasePool<string> arrivals = new(TimeSpan.MaxValue, store.Time);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var intake = new Intake(
            Names.ClockConsumer, Names.Delayed, cancellation => Consumers.ClockAsync(store, cancellation),
            message => arrivals.Add("", message), arrivals.Changes.Notify, TimeSpan.MaxValue, store.Own.Replicas > 1, store.Time, store.Logger);
        while (true)
        {
            await store.OpenAsync(cancellationToken);
            var seen = arrivals.Changes.Version;
            var taken = arrivals.Take(AtOnce, _ => AtOnce);
            foreach (var arrival in taken)
                await SeeToAsync(arrival.Message, cancellationToken);
            if (taken.Count > 0)
                continue;
            intake.Ask(AtOnce, AtOnce, store.Generation);
            await arrivals.Changes.WaitAsync(seen, cancellationToken);
        }
    }

    private async Task SeeToAsync(INatsJSMsg<byte[]> message, CancellationToken cancellationToken)
    {
        try
        {
            var carrier = new MessageCarrier(message, store.Link);
            var left = Envelope.TryTime(message.Headers ?? [], "Due", out var due) ? TimeSpan.FromTicks(due - store.Clock.Now.UtcTicks) : TimeSpan.Zero;
            if (left > TimeSpan.Zero)
                await message.NakAsync(new AckOpts { NakDelay = left + Rounding }, cancellationToken);
            else
                await MoveAsync(carrier, cancellationToken);
        }
        catch (Exception exception) when (exception is QueueUnavailableException || BrokerFault.IsOutage(exception, cancellationToken))
        {
            // It stays where it is and comes again.
            Log.Postponed(store.Logger, "Moving an invocation that is due", exception.Message);
        }
    }

    private async Task MoveAsync(MessageCarrier carrier, CancellationToken cancellationToken)
    {
        if (await store.Link.AtAsync(Names.Delayed, carrier.Sequence, cancellationToken) is { } stored)
        {
            if (Lane.Read(stored.Subject) is not { } place || Envelope.Read(stored.Subject, stored.Headers, stored.Data, store.Board) is not { } envelope)
            {
                Log.Unreadable(store.Logger, stored.Subject, "its headers are not those of an invocation");
            }
            else
            {
                var lane = await store.LaneAsync(place.Queue, place.Function, cancellationToken);
                var headers = envelope.ToHeaders();
                headers["Nats-Msg-Id"] = $"{envelope.Id}.{envelope.Turn}.due";
                await store.Link.PublishAsync(lane.Call(envelope.Id), headers, stored.Data, null, cancellationToken);
                await store.ReachedAsync("due moved");
            }
        }
        await carrier.FinishAsync(confirmed: false, cancellationToken);
    }
}
