using System.Text;
using Connectors.Core.Checkpoints;
using NATS.Client.Core;
using NATS.Client.KeyValueStore;

namespace Connectors.Queues.JetStream.Checkpoints;

/// <inheritdoc cref="ICheckpointStore"/>
internal sealed class JetStreamCheckpointStore(JetStreamStore store) : ICheckpointStore
{
    public async ValueTask<Checkpoint?> GetAsync(string key, CancellationToken cancellationToken) => await store.Link.GuardAsync<Checkpoint?>(
        async () =>
        {
            var found = await store.Checkpoints.TryGetEntryAsync(KeyOf(key), serializer: NatsRawSerializer<byte[]>.Default, cancellationToken: cancellationToken);
            if (found.Success)
                return new Checkpoint(found.Value.Value ?? [], (long)found.Value.Revision);
            return found.Error is NatsKVKeyNotFoundException or NatsKVKeyDeletedException ? null : throw found.Error;
        },
        cancellationToken);

    public async ValueTask<bool> TrySetAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, CancellationToken cancellationToken) => await store.Link.GuardAsync(
        async () =>
        {
            var set = expectedVersion == 0
                ? await store.Checkpoints.TryCreateAsync(KeyOf(key), value.ToArray(), NatsRawSerializer<byte[]>.Default, cancellationToken)
                : await store.Checkpoints.TryUpdateAsync(KeyOf(key), value.ToArray(), (ulong)expectedVersion, NatsRawSerializer<byte[]>.Default, cancellationToken);
            return set.Success || (set.Error is NatsKVCreateException or NatsKVWrongLastRevisionException ? false : throw set.Error);
        },
        cancellationToken);

    // Any text is a key to us, few characters are one to NATS; hexadecimal is the form that all of them take.
    private static string KeyOf(string key) => key.Length == 0 ? "empty" : "k" + Convert.ToHexString(Encoding.UTF8.GetBytes(key));
}
