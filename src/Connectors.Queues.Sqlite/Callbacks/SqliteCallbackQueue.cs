using Connectors.Core.Queues;

namespace Connectors.Queues.Sqlite.Callbacks;

/// <summary>Leasing of callbacks.</summary>
internal sealed class SqliteCallbackQueue(SqliteStore store) : ICallbackQueue
{
    public async ValueTask<IReadOnlyList<ICallbackLease>> LeaseAsync(string worker, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var opened = store.Opened.Version;
            if (store.Hosts.Any)
            {
                var leases = await store.Writer.RunAsync(new CallbackLeaseWrite(store, count, cancellationToken));
                if (leases.Count > 0)
                    return leases;
            }
            await store.OpenedAsync(opened, null, 0, cancellationToken);
        }
    }
}
