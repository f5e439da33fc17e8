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
        AllAsync((portion, most) => new RedriveWrite(store, portion, most), selection, cancellationToken);

    public ValueTask<int> PurgeAsync(DeadLetterSelection selection, CancellationToken cancellationToken) =>
        AllAsync((portion, most) => new PurgeWrite(store, portion, most), selection, cancellationToken);

    private async ValueTask<int> AllAsync(Func<DeadPortion, int, Storage.Write<int>> write, DeadLetterSelection selection, CancellationToken cancellationToken)
    {
        // What dies again meanwhile is not of this selection: without the time a redrive of poison would never return.
        var portion = new DeadPortion(selection, store.Now, [.. store.Lanes.Of(selection.Queue, selection.Function)]);
        var total = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var most = Math.Min(DeadPortion.Most, selection.Limit - total ?? DeadPortion.Most);
            var count = most > 0 ? await store.Writer.RunAsync(write(portion, most)) : 0;
            total += count;
            if (count < most || most <= 0)
                return total;
        }
    }
}
