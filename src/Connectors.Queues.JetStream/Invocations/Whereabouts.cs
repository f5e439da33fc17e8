using Connectors.Core.Invocations;
using Connectors.Queues.JetStream.Broker;
using Connectors.Queues.JetStream.Lanes;
using Connectors.Queues.JetStream.Naming;
using Connectors.Queues.JetStream.Records;

namespace Connectors.Queues.JetStream.Invocations;

/// <summary>Finds an invocation by its id: by its record, or, while it has none, by its message.</summary>
internal static class Whereabouts
{
    /// <summary>The story so far, with version 0 when it is read from the message alone; null when there is no such invocation.</summary>
    public static async ValueTask<Versioned?> FindAsync(JetStreamStore store, CallId id, CancellationToken cancellationToken)
    {
        var known = await store.Records.ReadAsync(id, cancellationToken);
        if (known.Record is not null)
            return known;
        if (await WaitingAsync(store, id, cancellationToken) is { } envelope)
            return new Versioned(envelope.ToRecord(), 0);
        // Leased between the two looks.
        known = await store.Records.ReadAsync(id, cancellationToken);
        return known.Record is null ? null : known;
    }

    /// <summary>The message of an invocation, wherever it waits; null when it is in no stream.</summary>
    public static async ValueTask<StoredMessage?> MessageAsync(JetStreamStore store, Envelope envelope, CancellationToken cancellationToken)
    {
        var lane = envelope.Lane;
        if (envelope.Line is { } line)
            return await store.Link.LastAsync(lane.Stream, lane.InLine(line, envelope.Id), cancellationToken);
        return await store.Link.LastAsync(lane.Stream, lane.Call(envelope.Id), cancellationToken)
            ?? await store.Link.LastAsync(Names.Delayed, lane.Delayed(envelope.Id), cancellationToken)
            // It moves from the one to the other, and is in both for a moment.
            ?? await store.Link.LastAsync(lane.Stream, lane.Call(envelope.Id), cancellationToken);
    }

    /// <summary>Removes its messages from everywhere but the dead letters.</summary>
    public static async ValueTask RemoveAsync(JetStreamStore store, CallRecord record, CancellationToken cancellationToken)
    {
        var (lane, id) = (new Lane(record.Queue, new(record.Function, record.Namespace)), CallId.Parse(record.Id));
        if (record.Line is { } line)
        {
            await store.Link.RemoveAsync(lane.Stream, lane.InLine(line, id), cancellationToken);
            return;
        }
        await store.Link.RemoveAsync(Names.Delayed, lane.Delayed(id), cancellationToken);
        await store.Link.RemoveAsync(lane.Stream, lane.Call(id), cancellationToken);
    }

    private static async ValueTask<Envelope?> WaitingAsync(JetStreamStore store, CallId id, CancellationToken cancellationToken)
    {
        if (!CallIds.TryLane(id, out var hash))
            return null;
        var lanes = store.Board.WithHash(hash);
        if (lanes.Count == 0)
        {
            await store.Board.RefreshAsync(cancellationToken);
            lanes = store.Board.WithHash(hash);
        }
        foreach (var lane in lanes)
        {
            var sought = new Envelope { Id = id, Lane = lane, Accepted = 0, Method = "", Path = "", Headers = [] };
            if (await MessageAsync(store, sought, cancellationToken) is { } message)
                return Envelope.Read(message.Subject, message.Headers, message.Data, store.Board);
        }
        return null;
    }
}
