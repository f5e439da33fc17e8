using Connectors.Core.Invocations;
using Connectors.Core.Queues;
using Connectors.Queues.Sqlite.Records;

namespace Connectors.Queues.Sqlite.DeadLetters;

/// <summary>Dead letters. Many are redriven or purged in portions, so that others can write in between.</summary>
internal sealed class SqliteDeadLetters(SqliteStore store) : IDeadLetters
{
    public ValueTask<Page<InvocationRecord>> ListAsync(InvocationQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(RecordPages.Read(store, query with { State = InvocationState.Dead }));
    }

    public ValueTask<int> RedriveAsync(DeadLetterSelection selection, CancellationToken cancellationToken) =>
        AllAsync(portion => new RedriveWrite(store, portion), selection, cancellationToken);

    public ValueTask<int> PurgeAsync(DeadLetterSelection selection, CancellationToken cancellationToken) =>
        AllAsync(portion => new PurgeWrite(store, portion), selection, cancellationToken);

    private async ValueTask<int> AllAsync(Func<DeadPortion, Storage.Write<int>> write, DeadLetterSelection selection, CancellationToken cancellationToken)
    {
        // What dies again meanwhile is not of this selection: without the time a redrive of poison would never return.
        var portion = new DeadPortion(selection, store.Now, [.. store.Lanes.Of(selection.Queue, selection.Function)]);
        var total = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = await store.Writer.RunAsync(write(portion));
            total += count;
            if (count < DeadPortion.Most)
                return total;
        }
    }
}
