using Connectors.Core.Checkpoints;
using Connectors.Core.Queues;

namespace Connectors.Cron.Tests.Support;

internal sealed class InMemoryCheckpoints : ICheckpointStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Checkpoint> values = [];
    private long version;

    public bool Away { get; set; }

    public IReadOnlyDictionary<string, Checkpoint> Values
    {
        get
        {
            lock (gate)
                return new Dictionary<string, Checkpoint>(values);
        }
    }

    public ValueTask<Checkpoint?> GetAsync(string key, CancellationToken cancellationToken)
    {
        ThrowWhenAway();
        lock (gate)
            return new(values.GetValueOrDefault(key));
    }

    public ValueTask<bool> TrySetAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, CancellationToken cancellationToken)
    {
        ThrowWhenAway();
        lock (gate)
        {
            if ((values.GetValueOrDefault(key)?.Version ?? 0) != expectedVersion)
                return new(false);
            // As in a store where versions are positions of a common log: not one more than the last.
            values[key] = new Checkpoint(value.ToArray(), version += 3);
            return new(true);
        }
    }

    private void ThrowWhenAway()
    {
        if (Away)
            throw new QueueUnavailableException("the store is away");
    }
}
