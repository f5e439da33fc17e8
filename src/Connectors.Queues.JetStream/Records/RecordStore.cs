using System.Text.Json;
using Connectors.Core.Invocations;
using Connectors.Queues.JetStream.Broker;
using Connectors.Queues.JetStream.Naming;
using NATS.Client.Core;

namespace Connectors.Queues.JetStream.Records;

/// <summary>A record and the sequence to name when it is replaced; 0 when there is none yet.</summary>
internal readonly record struct Versioned(CallRecord? Record, ulong Version);

/// <summary>The records of invocations by call id. A write compares before it sets. Thread-safe.</summary>
internal sealed class RecordStore(BrokerLink link)
{
    public async ValueTask<Versioned> ReadAsync(CallId id, CancellationToken cancellationToken) =>
        await link.LastAsync(Names.Records, Names.RecordPrefix + id, cancellationToken) is { } stored ? new(Parse(stored.Data.Span), stored.Sequence) : default;

    /// <summary>Replaces the record whose version is named.</summary>
    /// <returns>The new version; null when another was first.</returns>
    public async ValueTask<ulong?> WriteAsync(CallRecord record, ulong version, CancellationToken cancellationToken)
    {
        var published = await link.PublishAsync(Names.RecordPrefix + record.Id, [], Bytes(record), version, cancellationToken);
        return published.Conflict ? null : published.Sequence;
    }

    /// <summary>Removes a record for good.</summary>
    public ValueTask<long> RemoveAsync(CallId id, CancellationToken cancellationToken) => link.PurgeAsync(Names.Records, Names.RecordPrefix + id, cancellationToken);

    public static byte[] Bytes(CallRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, RecordJson.Default.CallRecord);

    public static CallRecord Parse(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, RecordJson.Default.CallRecord) ?? throw new NatsException("a stored record is empty");
}
