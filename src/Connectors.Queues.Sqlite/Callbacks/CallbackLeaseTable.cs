using System.Collections.Concurrent;

namespace Connectors.Queues.Sqlite.Callbacks;

/// <summary>The leases of callbacks that are out. Thread-safe.</summary>
internal sealed class CallbackLeaseTable(SqliteStore store)
{
    private readonly ConcurrentDictionary<long, CallbackLease> leases = new();

    public void Add(CallbackLease lease) => leases[lease.Row.Token] = lease;

    public void Remove(CallbackLease lease) => leases.TryRemove(lease.Row.Token, out _);

    /// <summary>Tells the holder of a lease that it is no longer his.</summary>
    public void Lose(long token)
    {
        if (leases.TryRemove(token, out var lease))
            lease.Lose();
    }

    /// <summary>Its holder has gone without ending it: it runs out, and counts as a try.</summary>
    public void LetGo(CallbackLease lease) => store.Background.Run("A lost callback lease", store.Settings.AckWait, async () =>
    {
        if (await store.Writer.RunAsync(CallbackEndWrite.Lost(store, lease.Row)))
            Lose(lease.Row.Token);
    });
}
