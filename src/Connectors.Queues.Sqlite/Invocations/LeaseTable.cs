using System.Collections.Concurrent;
using Connectors.Core.Queues;

namespace Connectors.Queues.Sqlite.Invocations;

/// <summary>The leases that are out. Thread-safe.</summary>
internal sealed class LeaseTable(SqliteStore store)
{
    private readonly ConcurrentDictionary<long, InvocationLease> leases = new();

    public void Add(InvocationLease lease) => leases[lease.Row.Token] = lease;

    public void Remove(InvocationLease lease) => leases.TryRemove(lease.Row.Token, out _);

    /// <summary>The workers that hold leases of this queue, a name once a lease.</summary>
    public IEnumerable<string> HoldersOf(string queue) =>
        leases.Values.Where(lease => lease.Row.Lane.Queue.Name == queue).Select(lease => lease.Row.Worker);

    /// <summary>Tells the holder of a lease that it is no longer his.</summary>
    public void Interrupt(long token, LeaseInterruption why)
    {
        if (leases.TryRemove(token, out var lease))
            lease.Interrupt(why);
    }

    /// <summary>Its holder has gone without ending it: it runs out.</summary>
    public void LetGo(InvocationLease lease) => store.Background.Run("A lost lease", store.Settings.AckWait, async () =>
    {
        if (!await store.Writer.RunAsync(new LostWrite(lease.Row)))
            return;
        Log.LeaseLost(store.Logger, lease.Row.CallId.ToString());
        Interrupt(lease.Row.Token, LeaseInterruption.Lost);
    });
}
