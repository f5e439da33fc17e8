using NATS.Client.Core;
using NATS.Client.KeyValueStore;

namespace Connectors.Queues.JetStream.Broker;

/// <summary>What a key has.</summary>
/// <param name="Data">The value.</param>
/// <param name="Revision">Changes with every write of the key.</param>
/// <param name="Written">When, by the server's clock.</param>
internal sealed record KeyValue(ReadOnlyMemory<byte> Data, ulong Revision, DateTimeOffset Written);

/// <summary>
/// A bucket of NATS's key-value store: a stream with a subject a key, as every client lays it out. Single keys are read and written here and
/// not by the client's own store, which takes its reads from any replica, be it behind, and knows no absent keys when the leader is to answer.
/// Thread-safe.
/// </summary>
internal sealed class KeyBucket(BrokerLink link, string name, INatsKVStore whole)
{
    private const string Operation = "KV-Operation";

    /// <summary>The bucket for who follows or lists it.</summary>
    public INatsKVStore Whole => whole;

    /// <summary>The key's value; null when it has none.</summary>
    public async ValueTask<KeyValue?> ReadAsync(string key, CancellationToken cancellationToken) =>
        await LastAsync(key, cancellationToken) is { } last && !IsRemoval(last) ? new KeyValue(last.Data, last.Sequence, last.Time) : null;

    /// <summary>Gives the key a value, whatever it has.</summary>
    public async ValueTask PutAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        await link.PublishAsync(Subject(key), [], value, null, cancellationToken);

    /// <summary>Gives the key its first value; false when it has one.</summary>
    public async ValueTask<bool> CreateAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        for (ulong expected = 0; ;)
        {
            if (await UpdateAsync(key, value, expected, cancellationToken))
                return true;
            // A key that was removed is as good as none, but the mark of the removal stands there.
            var last = await LastAsync(key, cancellationToken);
            if (last is not null && !IsRemoval(last))
                return false;
            expected = last?.Sequence ?? 0;
        }
    }

    /// <summary>Gives the key a value in the place of the one it had; false when it has another by now.</summary>
    public async ValueTask<bool> UpdateAsync(string key, ReadOnlyMemory<byte> value, ulong revision, CancellationToken cancellationToken) =>
        !(await link.PublishAsync(Subject(key), [], value, revision, cancellationToken)).Conflict;

    /// <summary>Takes the key's value away; false when it has another by now.</summary>
    public async ValueTask<bool> RemoveAsync(string key, ulong revision, CancellationToken cancellationToken) =>
        !(await link.PublishAsync(Subject(key), new NatsHeaders { [Operation] = "DEL" }, default, revision, cancellationToken)).Conflict;

    private static bool IsRemoval(StoredMessage message) => message.Headers.TryGetValue(Operation, out var operation) && operation != "PUT";

    private string Subject(string key) => $"$KV.{name}.{key}";

    private ValueTask<StoredMessage?> LastAsync(string key, CancellationToken cancellationToken) => link.LastAsync(Topology.StreamOfKeys(name), Subject(key), cancellationToken);
}
