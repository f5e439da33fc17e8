using Connectors.Queues.JetStream.Broker;
using Connectors.Queues.JetStream.Invocations;
using Connectors.Queues.JetStream.Naming;

namespace Connectors.Queues.JetStream.Sweeping;

/// <summary>
/// Removes stored bodies that no message refers to: whoever stored them died before the message. A body that is young may still be on its
/// way; only what is older than that is looked at.
/// </summary>
internal sealed class BodySweep(JetStreamStore store, TimeSpan youth)
{
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (!store.Link.IsOpen)
            return;
        var orphans = await OldAsync(cancellationToken);
        if (orphans.Count == 0)
            return;
        foreach (var (stream, filter) in Streams())
            await foreach (var message in NewestFirstScan.ReadAsync(store.Link, stream, filter, cancellationToken))
                Keep(orphans, message);
        await foreach (var message in StreamScan.HeadersAsync(store.Link, Names.Dead, Names.DeadPrefix + ">", cancellationToken))
            Keep(orphans, message);
        foreach (var orphan in orphans)
            await store.Bodies.DropAsync(orphan, cancellationToken);
        if (orphans.Count > 0)
            Log.OrphansRemoved(store.Logger, orphans.Count);
    }

    private static void Keep(HashSet<string> orphans, StoredMessage message)
    {
        if (Envelope.Text(message.Headers, "Body") is { } used)
            orphans.Remove(used);
    }

    private async Task<HashSet<string>> OldAsync(CancellationToken cancellationToken)
    {
        var old = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var body in store.Bodies.ListAsync(cancellationToken))
        {
            if (store.Clock.Now - body.Stored > youth)
                old.Add(body.Name);
        }
        return old;
    }

    // Every message that refers to a body is in one of these; one that moves is written to its new place before it leaves the old.
    private IEnumerable<(string Stream, string Filter)> Streams()
    {
        yield return (Names.Callbacks, Names.CallbackPrefix + ">");
        yield return (Names.Delayed, Names.DelayPrefix + ">");
        foreach (var queue in store.Board.Lanes.Select(lane => lane.Queue).Distinct(StringComparer.Ordinal))
        {
            yield return (Lanes.Lane.StreamOf(queue), $"{Names.CallPrefix}>");
            yield return (Lanes.Lane.StreamOf(queue), $"{Names.LinePrefix}>");
        }
    }
}
