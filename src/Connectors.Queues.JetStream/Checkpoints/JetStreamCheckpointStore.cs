using System.Text;
using Connectors.Core.Checkpoints;

namespace Connectors.Queues.JetStream.Checkpoints;

/// <inheritdoc cref="ICheckpointStore"/>
internal sealed class JetStreamCheckpointStore(JetStreamStore store) : ICheckpointStore
{
    public async ValueTask<Checkpoint?> GetAsync(string key, CancellationToken cancellationToken) =>
        await store.Checkpoints.ReadAsync(KeyOf(key), cancellationToken) is { } found ? new Checkpoint(found.Data, (long)found.Revision) : null;

    public ValueTask<bool> TrySetAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, CancellationToken cancellationToken) => expectedVersion == 0
        ? store.Checkpoints.CreateAsync(KeyOf(key), value, cancellationToken)
        : store.Checkpoints.UpdateAsync(KeyOf(key), value, (ulong)expectedVersion, cancellationToken);

    // Any text is a key to us, few characters are one to NATS; hexadecimal is the form that all of them take.
    private static string KeyOf(string key) => key.Length == 0 ? "empty" : "k" + Convert.ToHexString(Encoding.UTF8.GetBytes(key));
}
