using Connectors.Core.Invocations;
using Connectors.Queues.JetStream.Broker;
using Connectors.Queues.JetStream.Invocations;
using Connectors.Queues.JetStream.Naming;
using Connectors.Queues.JetStream.Records;

namespace Connectors.Queues.JetStream.DeadLetters;

/// <summary>
/// Brings a dead letter back: first its message in the next run, then the record, then the dead letter goes. A crash between any two is
/// made good by who leases the message, or by redriving again.
/// </summary>
internal static class Redrive
{
    /// <returns>False when it was no dead letter any more.</returns>
    public static async Task<bool> DoAsync(JetStreamStore store, StoredMessage dead, CancellationToken cancellationToken)
    {
        if (Envelope.Read(dead.Subject, dead.Headers, dead.Data, store.Board) is not { } envelope)
            return false;
        var current = await store.Records.ReadAsync(envelope.Id, cancellationToken);
        var known = current.Record ?? DeadLetterWrite.Read(dead.Headers) ?? envelope.ToRecord(InvocationState.Dead);
        if (known.State == InvocationState.Dead)
        {
            var next = envelope with { Run = known.Run + 1, Turn = known.Turn + 1, Due = null };
            await QueueAsync(store, next, known, current.Version, cancellationToken);
        }
        return await store.Link.DeleteAsync(Names.Dead, dead.Sequence, cancellationToken) && known.State == InvocationState.Dead;
    }

    private static async ValueTask QueueAsync(JetStreamStore store, Envelope next, CallRecord known, ulong version, CancellationToken cancellationToken)
    {
        var lane = await store.LaneAsync(next.Lane.Queue, next.Lane.Function, cancellationToken);
        var headers = next.ToHeaders();
        headers["Nats-Msg-Id"] = $"{next.Id}.{next.Turn}";
        var subject = next.Line is { } line ? lane.InLine(line, next.Id) : lane.Call(next.Id);
        await store.Link.PublishAsync(subject, headers, next.Body.Inline, null, cancellationToken);
        await store.ReachedAsync("redriven");
        // Who loses here loses to the worker that has leased it already, and has written the same and more.
        await store.Records.WriteAsync(Judgement.Redriven(known, next.Run, next.Turn), version, cancellationToken);
        if (next.Line is { } joined)
            await store.Lines.AwakeAsync(lane, joined, cancellationToken);
    }
}
