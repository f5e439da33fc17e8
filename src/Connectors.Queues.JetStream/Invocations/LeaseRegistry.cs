using System.Collections.Concurrent;
using Connectors.Core.Queues;

namespace Connectors.Queues.JetStream.Invocations;

/// <summary>Something held under a token of this process.</summary>
internal interface IHeld
{
    /// <summary>Unique among all leases of all processes.</summary>
    string Token { get; }

    /// <summary>True while its holder works on it.</summary>
    bool IsHeld { get; }

    /// <summary>Tells the holder to abort; returns when what follows from it is done.</summary>
    ValueTask InterruptAsync(LeaseInterruption why, CancellationToken cancellationToken);

    /// <summary>Renews it and looks whether it is still this process'.</summary>
    ValueTask RenewAsync(CancellationToken cancellationToken);
}

/// <summary>The leases this process has given out. Those that were let go without an end stay, to be told when they are lost. Thread-safe.</summary>
internal sealed class LeaseRegistry(string instance)
{
    private readonly ConcurrentDictionary<string, IHeld> leases = new();
    private long last;

    /// <summary>The name of this process among the others.</summary>
    public string Instance => instance;

    public IEnumerable<IHeld> Held => leases.Values.Where(lease => lease.IsHeld);

    public string NextToken() => $"{instance}-{Interlocked.Increment(ref last)}";

    public void Add(IHeld lease) => leases[lease.Token] = lease;

    public void Remove(IHeld lease) => leases.TryRemove(lease.Token, out _);

    public IHeld? Find(string token) => leases.GetValueOrDefault(token);

    /// <summary>How many invocations of each lane each worker here runs.</summary>
    public Dictionary<(string Worker, Lanes.Lane Lane), long> Running()
    {
        var counts = new Dictionary<(string, Lanes.Lane), long>();
        foreach (var lease in leases.Values)
        {
            if (lease is InvocationLease { IsHeld: true } one)
                counts[(one.Worker, one.Lane)] = counts.GetValueOrDefault((one.Worker, one.Lane)) + 1;
        }
        return counts;
    }
}
