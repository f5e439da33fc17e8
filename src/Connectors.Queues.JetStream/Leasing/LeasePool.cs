using Connectors.Core.Changes;
using NATS.Client.JetStream;

namespace Connectors.Queues.JetStream.Leasing;

/// <summary>
/// What the server has handed to this process and nobody leases yet. What is not leased within the grace goes back, for another process
/// to take. Thread-safe.
/// </summary>
internal sealed class LeasePool<TKey>(TimeSpan grace, TimeProvider time) where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly TurnTable<TKey> table = new();

    /// <summary>Fires when something has arrived or a fetch has ended.</summary>
    public ChangeSignal Changes { get; } = new();

    public int Of(TKey key)
    {
        lock (gate)
            return table.Of(key);
    }

    public int Count
    {
        get
        {
            lock (gate)
                return table.Count;
        }
    }

    public void Add(TKey key, INatsJSMsg<byte[]> message)
    {
        lock (gate)
            table.Add(new Arrival<TKey>(key, message, time.GetTimestamp()));
        Changes.Notify();
    }

    /// <summary>Back to the head of its line.</summary>
    public void Return(Arrival<TKey> arrival)
    {
        lock (gate)
            table.Add(arrival, first: true);
    }

    public List<Arrival<TKey>> Take(int count, Func<TKey, int> available)
    {
        lock (gate)
            return table.Take(count, available);
    }

    /// <summary>Gives back what has waited longer than the grace, and all that may not be leased.</summary>
    public async Task SweepAsync(Func<TKey, bool> keep, CancellationToken cancellationToken)
    {
        List<Arrival<TKey>> stale;
        lock (gate)
            stale = table.Count == 0 ? [] : table.TakeWhere(arrival => time.GetElapsedTime(arrival.At) > grace || !keep(arrival.Key));
        foreach (var arrival in stale)
            await arrival.Message.NakAsync(cancellationToken: cancellationToken);
    }

    /// <summary>Forgets everything: after a lost connection the server decides anew who gets what.</summary>
    public void Clear()
    {
        lock (gate)
            table.TakeWhere(_ => true);
    }

    /// <summary>Gives everything back; what cannot be given back now comes back when its time has run out.</summary>
    public async Task GiveBackAsync(CancellationToken cancellationToken)
    {
        List<Arrival<TKey>> all;
        lock (gate)
            all = table.TakeWhere(_ => true);
        foreach (var arrival in all)
            await arrival.Message.NakAsync(cancellationToken: cancellationToken);
    }
}
