using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream.Broker;
using Connectors.Queues.JetStream.Invocations;
using Connectors.Queues.JetStream.Naming;
using Connectors.Queues.JetStream.Records;

namespace Connectors.Queues.JetStream.DeadLetters;

/// <inheritdoc cref="IDeadLetters"/>
internal sealed class JetStreamDeadLetters(JetStreamStore store) : IDeadLetters
{
    private const int AtOnce = 16;

    public async ValueTask<Page<InvocationRecord>> ListAsync(InvocationQuery query, CancellationToken cancellationToken)
    {
        var scan = new PageScan(query);
        await foreach (var message in StreamScan.HeadersAsync(store.Link, Names.Dead, Filter(query.Queue, query.Function), cancellationToken))
        {
            var record = DeadLetterWrite.Read(message.Headers) ?? Envelope.Read(message.Subject, message.Headers, default, store.Board)?.ToRecord(InvocationState.Dead);
            if (record is not null)
                scan.Offer(record);
        }
        var page = scan.ToPage(store.Clock.Now);
        var items = new List<InvocationRecord>();
        foreach (var item in page.Items)
        {
            // The record knows what has become of the callback since.
            var now = (await store.Records.ReadAsync(CallId.Parse(item.CallId), cancellationToken)).Record;
            items.Add(now is { State: InvocationState.Dead } ? RecordView.Of(now, store.Clock.Now) : item);
        }
        return page with { Items = items };
    }

    public ValueTask<int> RedriveAsync(DeadLetterSelection selection, CancellationToken cancellationToken) =>
        EachAsync(selection, message => Redrive.DoAsync(store, message, cancellationToken), cancellationToken);

    public ValueTask<int> PurgeAsync(DeadLetterSelection selection, CancellationToken cancellationToken) =>
        EachAsync(selection, message => PurgeOneAsync(message, cancellationToken), cancellationToken);

    private static string Filter(string? queue, FunctionName? function) =>
        $"{Names.DeadPrefix}{(queue is null ? "*" : SubjectToken.Of(queue))}.{function?.Namespace ?? "*"}.{function?.Name ?? "*"}.*";

    private async ValueTask<int> EachAsync(DeadLetterSelection selection, Func<StoredMessage, Task<bool>> action, CancellationToken cancellationToken)
    {
        var done = 0;
        var filter = selection.CallId is { } id ? await OneAsync(selection, id, cancellationToken) : Filter(selection.Queue, selection.Function);
        if (filter is null)
            return 0;
        // A stream is in the order of dying, and is read to what was its end at the beginning.
        var (most, wave) = (selection.Limit ?? int.MaxValue, new List<StoredMessage>(AtOnce));
        await foreach (var message in StreamScan.WholeAsync(store.Link, Names.Dead, filter, cancellationToken))
        {
            wave.Add(message);
            if (wave.Count < Math.Min(AtOnce, most - done))
                continue;
            done += await WaveAsync(wave, action);
            if (done >= most)
                return done;
        }
        return done + await WaveAsync(wave, action);
    }

    private static async Task<int> WaveAsync(List<StoredMessage> wave, Func<StoredMessage, Task<bool>> action)
    {
        var outcomes = await Task.WhenAll(wave.Select(action));
        wave.Clear();
        return outcomes.Count(did => did);
    }

    /// <summary>The subject of one dead letter; null when there is none of that id on that queue.</summary>
    private async ValueTask<string?> OneAsync(DeadLetterSelection selection, CallId id, CancellationToken cancellationToken)
    {
        if ((await store.Records.ReadAsync(id, cancellationToken)).Record is not { } record)
            return $"{Names.DeadPrefix}{SubjectToken.Of(selection.Queue)}.*.*.{id}";
        var fits = record.Queue == selection.Queue && (selection.Function is not { } function || function == new FunctionName(record.Function, record.Namespace));
        return fits ? new Lanes.Lane(record.Queue, new FunctionName(record.Function, record.Namespace)).Dead(id) : null;
    }

    private async Task<bool> PurgeOneAsync(StoredMessage message, CancellationToken cancellationToken)
    {
        if (Envelope.Read(message.Subject, message.Headers, message.Data, store.Board) is { } envelope)
        {
            var record = (await store.Records.ReadAsync(envelope.Id, cancellationToken)).Record;
            // Redriven meanwhile: it lives, and only its shadow is here.
            if (record is null or { State: InvocationState.Dead })
                await ForgetAsync(envelope, record, cancellationToken);
        }
        return await store.Link.DeleteAsync(Names.Dead, message.Sequence, cancellationToken);
    }

    private async ValueTask ForgetAsync(Envelope envelope, CallRecord? record, CancellationToken cancellationToken)
    {
        if (envelope.Dedup is { } key)
            await Deduplication.ForgetAsync(store, key, envelope.Id.ToString(), cancellationToken);
        if (record?.EndedBy is { } lease)
            await store.Results.DropAsync(envelope.Id, lease, cancellationToken);
        await store.Bodies.DropAsync(envelope.Body.Name, cancellationToken);
        await store.Records.RemoveAsync(envelope.Id, cancellationToken);
    }
}
