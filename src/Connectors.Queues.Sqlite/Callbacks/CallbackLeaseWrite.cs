using Connectors.Core.Queues;
using Connectors.Queues.Sqlite.Storage;

namespace Connectors.Queues.Sqlite.Callbacks;

/// <summary>Leases due callbacks, their targets taking turns.</summary>
internal sealed class CallbackLeaseWrite(SqliteStore store, int count, CancellationToken cancellationToken) : Write<IReadOnlyList<ICallbackLease>>
{
    protected override IReadOnlyList<ICallbackLease> Run(WriteSession session)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var leases = new List<ICallbackLease>(count);
        var hosts = store.Hosts.ByTurn();
        while (leases.Count < count && hosts.Count > 0)
            hosts.RemoveAll(host => leases.Count < count && !TryTake(session, host, leases));
        return leases;
    }

    private bool TryTake(WriteSession session, CallbackHost host, List<ICallbackLease> leases)
    {
        if (LeasedCallback.TakeNext(session, store, host.Name) is not { } row)
            return false;
        store.Hosts.Turn(host);
        CallbackRows.Ready(session, store.Hosts, host.Name, -1);
        var lease = new CallbackLease(store, row);
        session.AfterCommit(() => store.CallbackLeases.Add(lease));
        leases.Add(lease);
        return true;
    }
}
