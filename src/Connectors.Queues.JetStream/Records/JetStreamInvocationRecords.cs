using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream.Broker;
using Connectors.Queues.JetStream.Invocations;
using Connectors.Queues.JetStream.Naming;

namespace Connectors.Queues.JetStream.Records;

/// <inheritdoc cref="IInvocationRecords"/>
internal sealed class JetStreamInvocationRecords(JetStreamStore store) : IInvocationRecords
{
    public async ValueTask<InvocationRecord?> GetAsync(CallId callId, CancellationToken cancellationToken) =>
        (await Whereabouts.FindAsync(store, callId, cancellationToken))?.Record is { } record ? RecordView.Of(record, store.Clock.Now) : null;

    public async ValueTask<FunctionResult?> GetResultAsync(CallId callId, CancellationToken cancellationToken)
    {
        var record = (await store.Records.ReadAsync(callId, cancellationToken)).Record;
        if (record is not { Result: { } kept, EndedBy: { } lease } || kept.Expires <= store.Clock.Now.UtcTicks)
            return null;
        return record.Kept?.ToResult(kept.Status) ?? await store.Results.GetAsync(callId, lease, cancellationToken);
    }

    public async ValueTask<Page<InvocationRecord>> ListAsync(InvocationQuery query, CancellationToken cancellationToken)
    {
        var scan = new PageScan(query);
        if (query.State is null or InvocationState.Queued)
        {
            foreach (var (stream, filter) in Waiting(query))
                await OfferWaitingAsync(scan, stream, filter, cancellationToken);
        }
        // Records come after messages: a message that has been leased meanwhile has one, and that counts.
        await foreach (var stored in StreamScan.WholeAsync(store.Link, Names.Records, Names.RecordPrefix + "*", cancellationToken))
            scan.Replace(RecordStore.Read(stored) with { Kept = null });
        return scan.ToPage(store.Clock.Now);
    }

    public async ValueTask<CancelOutcome> CancelAsync(CallId callId, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await Whereabouts.FindAsync(store, callId, cancellationToken) is not { Record: { } record } found)
                return CancelOutcome.Unknown;
            if (record.HasEnded)
                return CancelOutcome.AlreadyEnded;
            var cancelled = record with { State = InvocationState.Cancelled, Reason = "cancelled by a caller", Lease = null, EndedBy = null, Due = null };
            if (await store.Records.WriteAsync(cancelled, found.Version, cancellationToken) is null)
                continue;
            // Who runs it lets go of it himself; what he does not answer to is removed here.
            if (record.Lease is not { } lease || !await store.Tell.CancelledAsync(lease.Token, cancellationToken))
            {
                await Whereabouts.RemoveAsync(store, record, cancellationToken);
                await store.Bodies.DropAsync(record.Body, cancellationToken);
            }
            return CancelOutcome.Cancelled;
        }
    }

    private IEnumerable<(string Stream, string Filter)> Waiting(InvocationQuery query)
    {
        var lanes = store.Board.Lanes.Where(lane => (query.Queue is null || lane.Queue == query.Queue) && (query.Function is not { } function || lane.Function == function));
        foreach (var queue in lanes.GroupBy(lane => lane.Stream, StringComparer.Ordinal))
            yield return (queue.Key, query.Function is null ? Names.CallPrefix + ">" : queue.First().CallFilter);
        yield return (Names.Delayed, Names.DelayPrefix + ">");
    }

    private async ValueTask OfferWaitingAsync(PageScan scan, string stream, string filter, CancellationToken cancellationToken)
    {
        var offered = 0;
        await foreach (var message in NewestFirstScan.ReadAsync(store.Link, stream, filter, cancellationToken))
        {
            if (Envelope.Read(message.Subject, message.Headers, message.Data, store.Board) is { HasRecord: false } envelope && scan.Offer(envelope.ToRecord()) && ++offered > scan.Limit)
                return;
        }
    }
}
