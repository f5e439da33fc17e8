using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using NATS.Client.KeyValueStore;

namespace Connectors.Queues.JetStream.Invocations;

/// <summary>Whom a deduplication key stands for.</summary>
internal sealed record DedupEntry(string CallId, long Accepted, bool Chosen);

/// <summary>Records of accepted keys, apart from the invocations and outliving them until the bucket's age removes them. Thread-safe.</summary>
internal sealed class Deduplication(JetStreamStore store)
{
    public static string KeyOf(FunctionName function, DeduplicationKey key) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{function.Namespace}\0{function.Name}\0{key.Origin}\0{key.Id}")));

    /// <summary>Who bears the key; null when nobody does.</summary>
    public async ValueTask<DedupEntry?> FindAsync(Envelope envelope, CancellationToken cancellationToken) => await store.Link.GuardAsync(
        async () =>
        {
            var found = await store.Deduplication.TryGetEntryAsync<byte[]>(envelope.Dedup!, cancellationToken: cancellationToken);
            if (found.Success)
                return JsonSerializer.Deserialize(found.Value.Value, DedupJson.Default.DedupEntry);
            return found.Error is NatsKVKeyNotFoundException or NatsKVKeyDeletedException ? null : throw found.Error;
        },
        cancellationToken);

    /// <summary>Gives the key to the invocation.</summary>
    /// <returns>Null when it has it; who was first otherwise.</returns>
    public async ValueTask<DedupEntry?> TryRememberAsync(Envelope envelope, CancellationToken cancellationToken)
    {
        var entry = JsonSerializer.SerializeToUtf8Bytes(new DedupEntry(envelope.Id.ToString(), envelope.Accepted, envelope.Chosen), DedupJson.Default.DedupEntry);
        while (true)
        {
            var made = await store.Link.GuardAsync(
                async () =>
                {
                    var result = await store.Deduplication.TryCreateAsync(envelope.Dedup!, entry, cancellationToken: cancellationToken);
                    return result.Success ? true : result.Error is NatsKVCreateException or NatsKVWrongLastRevisionException ? false : throw result.Error;
                },
                cancellationToken);
            if (made)
                return null;
            // It may expire between the two looks: then the key is free again.
            if (await FindAsync(envelope, cancellationToken) is { } first)
                return first;
        }
    }

    /// <summary>Frees the key of an invocation that was removed, if it is still this invocation's.</summary>
    public static async ValueTask ForgetAsync(JetStreamStore store, string key, string callId, CancellationToken cancellationToken) => await store.Link.GuardAsync(
        async () =>
        {
            var found = await store.Deduplication.TryGetEntryAsync<byte[]>(key, cancellationToken: cancellationToken);
            if (found.Success && JsonSerializer.Deserialize(found.Value.Value, DedupJson.Default.DedupEntry)?.CallId == callId)
                await store.Deduplication.TryDeleteAsync(key, new NatsKVDeleteOpts { Revision = found.Value.Revision }, cancellationToken);
            return true;
        },
        cancellationToken);
}

[JsonSerializable(typeof(DedupEntry))]
internal sealed partial class DedupJson : JsonSerializerContext;
