using Connectors.Core.Invocations;
using Connectors.Queues.JetStream.Broker;
using Connectors.Queues.JetStream.Callbacks;
using Connectors.Queues.JetStream.DeadLetters;
using Connectors.Queues.JetStream.Delays;
using Connectors.Queues.JetStream.Records;

namespace Connectors.Queues.JetStream.Invocations;

/// <summary>
/// What follows from a record: the callback, the dead letter, the message of a later turn, and the end of the message that was leased.
/// Every step may be repeated: it is also how a message is treated whose record turns out to be past it. Thread-safe.
/// </summary>
internal sealed class Settlement(JetStreamStore store)
{
    /// <param name="record">What was recorded.</param>
    /// <param name="envelope">The message that was leased.</param>
    /// <param name="carrier">Its hold on the server.</param>
    /// <param name="outcome">What came of the attempt, when this process has just recorded it; null when it repeats what another left.</param>
    /// <param name="cancellationToken">Cancels it between two steps.</param>
    public async ValueTask SettleAsync(CallRecord record, Envelope envelope, ICarrier carrier, AttemptOutcome? outcome, CancellationToken cancellationToken)
    {
        switch (record.State)
        {
            case InvocationState.Succeeded:
                await CallBackAsync(record, envelope, outcome, cancellationToken);
                await carrier.FinishAsync(confirmed: envelope.Line is not null, cancellationToken);
                await store.ReachedAsync("acknowledged");
                await store.Bodies.DropAsync(envelope.Body.Name, cancellationToken);
                break;
            case InvocationState.Dead:
                await CallBackAsync(record, envelope, outcome, cancellationToken);
                await DeadLetterWrite.StoreAsync(store, record, envelope, cancellationToken);
                await store.ReachedAsync("dead letter stored");
                await carrier.FinishAsync(confirmed: true, cancellationToken);
                break;
            case InvocationState.Cancelled:
                await DropAsync(envelope, carrier, cancellationToken);
                break;
            case InvocationState.Retrying when record.Turn > envelope.Turn:
                await DelayedMessage.StoreAsync(store, envelope with { Turn = record.Turn, Run = record.Run, Due = record.Due }, cancellationToken);
                await store.ReachedAsync("delay stored");
                await carrier.FinishAsync(confirmed: true, cancellationToken);
                break;
            case InvocationState.Retrying or InvocationState.Queued when record.Turn == envelope.Turn:
                await carrier.PutOffAsync(Remaining(record), cancellationToken);
                break;
            default:
                // A later message of it is on its way or running: this one is of the past.
                await carrier.FinishAsync(confirmed: true, cancellationToken);
                break;
        }
    }

    /// <summary>Does what somebody who has died left undone after an invocation had ended.</summary>
    /// <param name="record">Ended.</param>
    /// <param name="message">The invocation's message, when it is still there.</param>
    /// <param name="cancellationToken">Cancels it between two steps.</param>
    public async ValueTask RepairAsync(CallRecord record, StoredMessage? message, CancellationToken cancellationToken)
    {
        if (message is not null && Envelope.Read(message.Subject, message.Headers, message.Data, store.Board) is { } envelope)
            await SettleAsync(record, envelope, new AbandonedCarrier(store, record, message.Sequence), null, cancellationToken);
        if (record.Callback is { State: CallbackState.Delivered or CallbackState.Dead } callback)
            await CallbackWrite.RemoveAsync(store, record, callback, cancellationToken);
    }

    /// <summary>The end of a cancelled invocation.</summary>
    public async ValueTask DropAsync(Envelope envelope, ICarrier carrier, CancellationToken cancellationToken)
    {
        await carrier.FinishAsync(confirmed: true, cancellationToken);
        await store.Bodies.DropAsync(envelope.Body.Name, cancellationToken);
    }

    private async ValueTask CallBackAsync(CallRecord record, Envelope envelope, AttemptOutcome? outcome, CancellationToken cancellationToken)
    {
        if (record.Callback is not { State: CallbackState.Pending, Tries: 0 } callback)
            return;
        await CallbackWrite.StoreAsync(store, record, envelope, callback, ResultOf(outcome), cancellationToken);
        await store.ReachedAsync("callback stored");
    }

    private static FunctionResult? ResultOf(AttemptOutcome? outcome) => outcome switch
    {
        AttemptOutcome.Completed done => done.Result,
        AttemptOutcome.Dead dead => dead.Result,
        _ => null,
    };

    private TimeSpan Remaining(CallRecord record) =>
        record.Due is { } due ? TimeSpan.FromTicks(Math.Max(0, due - store.Clock.Now.UtcTicks)) : TimeSpan.Zero;
}
