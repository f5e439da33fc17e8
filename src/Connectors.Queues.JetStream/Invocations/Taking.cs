using Connectors.Core.Invocations;
using Connectors.Queues.JetStream.Lanes;
using Connectors.Queues.JetStream.Leasing;
using Connectors.Queues.JetStream.Lines;
using Connectors.Queues.JetStream.Records;

namespace Connectors.Queues.JetStream.Invocations;

/// <summary>Turns what the server has handed out into leases, or finds what else is to be done with it. Thread-safe.</summary>
internal sealed class Taking(JetStreamStore store)
{
    /// <returns>The lease; null when there is nothing to run.</returns>
    public async ValueTask<InvocationLease?> TakeAsync(Arrival<Lane> arrival, string worker, CancellationToken cancellationToken)
    {
        var message = arrival.Message;
        var carrier = new MessageCarrier(message, store.Link);
        if (OrderingLines.OfToken(message.Subject) is { } line)
            return await TakeHeadAsync(arrival.Key, line, carrier, worker, cancellationToken);
        if (Envelope.Read(message.Subject, message.Headers, message.Data, store.Board) is { } envelope)
            return await TakeAsync(envelope, carrier, worker, cancellationToken);
        Log.Unreadable(store.Logger, message.Subject, "its headers are not those of an invocation");
        await carrier.FinishAsync(confirmed: false, cancellationToken);
        return null;
    }

    private async ValueTask<InvocationLease?> TakeHeadAsync(Lane lane, string line, MessageCarrier token, string worker, CancellationToken cancellationToken)
    {
        var head = await store.Lines.HeadAsync(lane, line, cancellationToken);
        if (head is null)
        {
            await store.Lines.RetireAsync(lane, line, token, cancellationToken);
            return null;
        }
        // A head is known by its record: it was written before the message.
        var carrier = new LineCarrier(token, head.Sequence, fresh: false, (_, cancellation) => store.Lines.AdvanceAsync(lane, line, head.Sequence, token, cancellation));
        if (Envelope.Read(head.Subject, head.Headers, head.Data, store.Board) is { } envelope)
            return await TakeAsync(envelope, carrier, worker, cancellationToken);
        Log.Unreadable(store.Logger, head.Subject, "its headers are not those of an invocation");
        await carrier.FinishAsync(confirmed: true, cancellationToken);
        return null;
    }

    private async ValueTask<InvocationLease?> TakeAsync(Envelope envelope, ICarrier carrier, string worker, CancellationToken cancellationToken)
    {
        // A message that comes for the first time has no record yet, but for those written before it: trying to be the first tells.
        var current = carrier.IsFresh && !envelope.HasRecord ? default : await store.Records.ReadAsync(envelope.Id, cancellationToken);
        while (true)
        {
            CallRecord begin;
            switch (Judgement.Of(envelope, current.Record, store.Clock.Now))
            {
                case Judgement.Wait wait:
                    await carrier.PutOffAsync(wait.Delay, cancellationToken);
                    return null;
                case Judgement.Settle settle:
                    await store.Settlement.SettleAsync(settle.Record, envelope, carrier, null, cancellationToken);
                    return null;
                case Judgement.AskHolder ask when await store.Tell.IsHeldAsync(ask.Lease.Token, cancellationToken):
                    await StandBackAsync(envelope, carrier, ask.Lease, cancellationToken);
                    return null;
                case Judgement.AskHolder ask:
                    begin = await WithoutHolderAsync(current.Record!, ask.Lease, cancellationToken);
                    break;
                case Judgement.Run run:
                    begin = run.Base;
                    break;
                default:
                    throw new InvalidOperationException("A judgement is missing here.");
            }
            if (await LeaseAsync(envelope, carrier, begin, current.Version, worker, cancellationToken) is { } lease)
                return lease;
            current = await store.Records.ReadAsync(envelope.Id, cancellationToken);
        }
    }

    // The server thought the holder dead, but he lives. A second message of the same invocation is one too many.
    private async ValueTask StandBackAsync(Envelope envelope, ICarrier carrier, LeaseEntry lease, CancellationToken cancellationToken)
    {
        if (carrier.Sequence == lease.Carrier || envelope.Line is not null)
            await carrier.PutOffAsync(store.RenewEvery, cancellationToken);
        else
            await carrier.FinishAsync(confirmed: true, cancellationToken);
    }

    private async ValueTask<CallRecord> WithoutHolderAsync(CallRecord record, LeaseEntry lease, CancellationToken cancellationToken)
    {
        // Recorded by this process, but the answer of the server came too late for anybody to begin: no attempt.
        if (store.Tell.IsUnknownOwn(lease.Token))
            return record with { State = lease.Before, Lease = null };
        Log.LeaseLost(store.Logger, record.Id, lease.Worker);
        await store.Tell.LostAsync(lease.Token, cancellationToken);
        return Judgement.AfterLost(record, lease);
    }

    private async ValueTask<InvocationLease?> LeaseAsync(
        Envelope envelope, ICarrier carrier, CallRecord begin, ulong version, string worker, CancellationToken cancellationToken)
    {
        var leased = begin with
        {
            State = InvocationState.Running,
            EndedBy = null,
            Lease = new LeaseEntry(store.Leases.NextToken(), store.Leases.Instance, worker, store.Clock.Now.UtcTicks, carrier.Sequence, begin.State),
        };
        await store.ReachedAsync("about to lease");
        if (await store.Records.WriteAsync(leased, version, cancellationToken) is not { } written)
            return null;
        await store.ReachedAsync("lease recorded");
        var lease = new InvocationLease(store, envelope, carrier, leased, written);
        store.Leases.Add(lease);
        return lease;
    }
}
