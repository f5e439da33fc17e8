namespace Connectors.Core.Checkpoints;

/// <summary>
/// Small durable values by name (the last tick of a schedule, a position in a source). Thread-safe; shared by all replicas,
/// which is why writes compare before they set. A returned write survives kill -9.
/// </summary>
public interface ICheckpointStore
{
    /// <summary>The value and its version; null when there is none.</summary>
    /// <exception cref="Queues.QueueUnavailableException">The store is out of reach.</exception>
    ValueTask<Checkpoint?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Sets the value if its version is still <paramref name="expectedVersion"/> (0: if there is none); false when another was first.</summary>
    /// <exception cref="Queues.QueueUnavailableException">The store is out of reach or full.</exception>
    ValueTask<bool> TrySetAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, CancellationToken cancellationToken);
}

/// <summary>A stored value and the version to name when replacing it (1 or more).</summary>
public sealed record Checkpoint(ReadOnlyMemory<byte> Value, long Version);
