using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream.Broker;
using Connectors.Queues.JetStream.Lanes;
using Connectors.Queues.JetStream.Lines;
using Connectors.Queues.JetStream.Naming;
using Connectors.Queues.JetStream.Records;

namespace Connectors.Queues.JetStream.Invocations;

/// <summary>
/// Takes invocations in. Most cost one write, the message. A deduplication key is recorded before it, and so is an invocation that is found
/// by more than its id: one whose id the caller chose, or that stands in a line. Thread-safe.
/// </summary>
internal sealed class Enqueueing(JetStreamStore store)
{
    private readonly Deduplication deduplication = new(store);

    public async ValueTask<EnqueueResult> EnqueueAsync(NewInvocation invocation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var lane = await store.LaneAsync(invocation.Queue, invocation.Function, cancellationToken);
        var draft = Draft(invocation, lane);
        EnvelopeRoom.Check(draft, store.Link);
        var body = await store.Bodies.TakeAsync(invocation.Body, draft.MostHeaderBytes, cancellationToken);
        await store.ReachedAsync("body stored");
        var stored = false;
        try
        {
            var (result, used) = await StoreAsync(invocation, draft with { Body = body }, cancellationToken);
            stored = used;
            return result;
        }
        catch (QueueUnavailableException unavailable) when (unavailable.InnerException is not null)
        {
            // Nobody answered: the message may be there all the same and must find its body. If it is not, the sweep removes the body.
            stored = true;
            throw;
        }
        finally
        {
            if (!stored && body.Name is not null)
                await store.Bodies.DropAsync(body.Name, CancellationToken.None);
        }
    }

    private Envelope Draft(NewInvocation invocation, Lane lane) => new()
    {
        Id = CallIds.New(lane.Hash),
        Lane = lane,
        Accepted = store.Clock.Now.UtcTicks,
        Method = invocation.Method,
        Path = invocation.PathAndQuery,
        Headers = invocation.Headers,
        Callback = invocation.CallbackUrl?.AbsoluteUri,
        Due = invocation.NotBefore is { } due && store.Clock.ToServer(due) > store.Clock.Now ? store.Clock.ToServer(due).UtcTicks : null,
        Line = invocation.OrderingKey is { } key ? OrderingLines.NameOf(key) : null,
        Dedup = invocation.Deduplication is { } identity ? Deduplication.KeyOf(invocation.Function, identity) : null,
        Keep = invocation.KeepResult,
        Correlation = invocation.RequestedCallId,
    };

    /// <returns>What became of it, and whether the body belongs to it now.</returns>
    private async ValueTask<(EnqueueResult Result, bool Used)> StoreAsync(NewInvocation invocation, Envelope draft, CancellationToken cancellationToken)
    {
        if (draft.Dedup is not null && await deduplication.FindAsync(draft, cancellationToken) is { } earlier)
            return await DuplicateAsync(draft, earlier, cancellationToken);
        var envelope = await IdentifiedAsync(invocation, draft, cancellationToken);
        if (draft.Dedup is not null)
        {
            if (await deduplication.TryRememberAsync(envelope, cancellationToken) is { } first)
            {
                if (envelope.HasRecord)
                    await store.Records.RemoveAsync(envelope.Id, cancellationToken);
                return await DuplicateAsync(draft, first, cancellationToken);
            }
            await store.ReachedAsync("key remembered");
        }
        await PublishAsync(envelope, cancellationToken);
        await store.ReachedAsync("message stored");
        return (new EnqueueResult(envelope.Id, false, RecordView.Time(envelope.Accepted)), true);
    }

    /// <summary>Gives it the id it will bear, and the record that some need.</summary>
    private async ValueTask<Envelope> IdentifiedAsync(NewInvocation invocation, Envelope draft, CancellationToken cancellationToken)
    {
        if (CallId.TryParse(invocation.RequestedCallId, out var wanted) && await IsUnknownAsync(wanted, cancellationToken))
        {
            var chosen = draft with { Id = wanted, Chosen = true, Correlation = null };
            if (await store.Records.WriteAsync(chosen.ToRecord(), 0, cancellationToken) is not null)
            {
                await store.ReachedAsync("record made");
                return chosen;
            }
        }
        if (draft.Line is not null)
            await store.Records.WriteAsync(draft.ToRecord(), 0, cancellationToken);
        return draft;
    }

    // An id of ours may be waiting without a record.
    private async ValueTask<bool> IsUnknownAsync(CallId id, CancellationToken cancellationToken) =>
        !CallIds.TryLane(id, out _) || await Whereabouts.FindAsync(store, id, cancellationToken) is null;

    /// <summary>Answers with the first. What is found half done, because whoever did it has died, is done: a caller's retry is the first to see it.</summary>
    private async ValueTask<(EnqueueResult Result, bool Used)> DuplicateAsync(Envelope draft, DedupEntry first, CancellationToken cancellationToken)
    {
        var id = CallId.Parse(first.CallId);
        var result = new EnqueueResult(id, true, RecordView.Time(first.Accepted));
        var envelope = draft with { Id = id, Accepted = first.Accepted, Correlation = null, Chosen = first.Chosen };
        // The message first: as long as it is there, or its record says that it was leased, nothing is missing.
        var message = await Whereabouts.MessageAsync(store, envelope, cancellationToken);
        var record = (await store.Records.ReadAsync(id, cancellationToken)).Record;
        if (record is { HasEnded: true })
        {
            await store.Settlement.RepairAsync(record, message, cancellationToken);
            return (result, false);
        }
        if (message is null && record is null or { State: InvocationState.Queued, Turn: 0, EndedBy: null })
        {
            if (envelope.HasRecord)
                await store.Records.WriteAsync(envelope.ToRecord(), 0, cancellationToken);
            await PublishAsync(envelope, cancellationToken);
            return (result, true);
        }
        if (message is not null && envelope.Line is { } line)
            await store.Lines.AwakeAsync(envelope.Lane, line, cancellationToken);
        return (result, false);
    }

    private async ValueTask PublishAsync(Envelope envelope, CancellationToken cancellationToken)
    {
        var headers = envelope.ToHeaders();
        if (envelope.Dedup is not null)
            headers["Nats-Msg-Id"] = $"{envelope.Id}.0";
        var subject = envelope switch
        {
            { Line: { } line } => envelope.Lane.InLine(line, envelope.Id),
            { Due: not null } => envelope.Lane.Delayed(envelope.Id),
            _ => envelope.Lane.Call(envelope.Id),
        };
        try
        {
            await store.Link.PublishAsync(subject, headers, envelope.Body.Inline, null, cancellationToken);
        }
        catch (QueueUnavailableException refused) when (BrokerFault.IsTooLarge(refused))
        {
            throw EnvelopeRoom.TooLarge(headers.GetBytesLength() + envelope.Body.Inline.Length, store.Link, refused.InnerException);
        }
        catch (QueueUnavailableException) when (store.Link.IsOpen)
        {
            if (!await store.MendStreamAsync(envelope.Lane.Stream, cancellationToken))
                throw;
            await store.Link.PublishAsync(subject, headers, envelope.Body.Inline, null, cancellationToken);
        }
        if (envelope.Line is { } joined)
        {
            await store.ReachedAsync("line joined");
            await store.Lines.AwakeAsync(envelope.Lane, joined, cancellationToken);
        }
    }
}
