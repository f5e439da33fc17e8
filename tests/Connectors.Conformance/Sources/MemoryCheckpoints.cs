using Connectors.Core.Checkpoints;

namespace Connectors.Conformance.Sources;

/// <summary>Checkpoints in memory, shared by replicas. Thread-safe.</summary>
public sealed class MemoryCheckpoints : ICheckpointStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Checkpoint> all = new(StringComparer.Ordinal);

    public ValueTask<Checkpoint?> GetAsync(string key, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(all.GetValueOrDefault(key));
    }

    public ValueTask<bool> TrySetAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if ((all.GetValueOrDefault(key)?.Version ?? 0) != expectedVersion)
                return new(false);
            all[key] = new Checkpoint(value.ToArray(), expectedVersion + 1);
            return new(true);
        }
    }
}
