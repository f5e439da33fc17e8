using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Queues.JetStream.Broker;

namespace Connectors.Queues.JetStream.Invocations;

/// <summary>Whom a deduplication key stands for.</summary>
internal sealed record DedupEntry(string CallId, long Accepted, bool Chosen);

/// <summary>Records of accepted keys, apart from the invocations and outliving them until the bucket's age removes them. Thread-safe.</summary>
internal sealed class Deduplication(JetStreamStore store)
{
    public static string KeyOf(FunctionName function, DeduplicationKey key) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{function.Namespace}\0{function.Name}\0{key.Origin}\0{key.Id}")));

    /// <summary>Who bears the key; null when nobody does.</summary>
    public async ValueTask<DedupEntry?> FindAsync(Envelope envelope, CancellationToken cancellationToken) =>
        await store.Deduplication.ReadAsync(envelope.Dedup!, cancellationToken) is { } found ? Read(found) : null;

    /// <summary>Gives the key to the invocation.</summary>
    /// <returns>Null when it has it; who was first otherwise.</returns>
    public async ValueTask<DedupEntry?> TryRememberAsync(Envelope envelope, CancellationToken cancellationToken)
    {
        var entry = JsonSerializer.SerializeToUtf8Bytes(new DedupEntry(envelope.Id.ToString(), envelope.Accepted, envelope.Chosen), DedupJson.Default.DedupEntry);
        while (true)
        {
            if (await store.Deduplication.CreateAsync(envelope.Dedup!, entry, cancellationToken))
                return null;
            // It may expire between the two looks: then the key is free again.
            if (await FindAsync(envelope, cancellationToken) is { } first)
                return first;
        }
    }

    /// <summary>Frees the key of an invocation that was removed, if it is still this invocation's.</summary>
    public static async ValueTask ForgetAsync(JetStreamStore store, string key, string callId, CancellationToken cancellationToken)
    {
        if (await store.Deduplication.ReadAsync(key, cancellationToken) is { } found && Read(found)?.CallId == callId)
            await store.Deduplication.RemoveAsync(key, found.Revision, cancellationToken);
    }

    private static DedupEntry? Read(KeyValue found) => JsonSerializer.Deserialize(found.Data.Span, DedupJson.Default.DedupEntry);
}

[JsonSerializable(typeof(DedupEntry))]
internal sealed partial class DedupJson : JsonSerializerContext;
