using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Connectors.Core.Invocations;
using Connectors.Queues.JetStream.Broker;
using Connectors.Queues.JetStream.Invocations;
using Connectors.Queues.JetStream.Naming;
using NATS.Client.Core;

namespace Connectors.Queues.JetStream.Records;

/// <summary>A record and the sequence to name when it is replaced; 0 when there is none yet.</summary>
internal readonly record struct Versioned(CallRecord? Record, ulong Version);

/// <summary>The records of invocations by call id. A write compares before it sets. Thread-safe.</summary>
internal sealed class RecordStore(BrokerLink link)
{
    private const string Length = "Record-Length";
    private const int Room = 4 << 10;
    private const int MostKept = 64 << 10;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    public async ValueTask<Versioned> ReadAsync(CallId id, CancellationToken cancellationToken) =>
        await link.LastAsync(Names.Records, Names.RecordPrefix + id, cancellationToken) is { } stored ? new(Read(stored), stored.Sequence) : default;

    /// <summary>Replaces the record whose version is named.</summary>
    /// <returns>The new version; null when another was first.</returns>
    public async ValueTask<ulong?> WriteAsync(CallRecord record, ulong version, CancellationToken cancellationToken)
    {
        var (headers, data) = Message(record);
        var published = await link.PublishAsync(Names.RecordPrefix + record.Id, headers, data, version, cancellationToken);
        return published.Conflict ? null : published.Sequence;
    }

    /// <summary>Removes a record for good.</summary>
    public ValueTask<int> RemoveAsync(CallId id, CancellationToken cancellationToken) => link.RemoveAsync(Names.Records, Names.RecordPrefix + id, cancellationToken);

    /// <summary>The record in a message, with the result behind it when it has one.</summary>
    public static CallRecord Read(StoredMessage stored)
    {
        if (!Envelope.TryNumber(stored.Headers, Length, out var length))
            return Parse(stored.Data.Span);
        var kept = new KeptResult(
            Envelope.ReadFunctionHeaders(stored.Headers),
            double.TryParse(Envelope.Text(stored.Headers, "Seconds"), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0,
            stored.Data[(int)length..]);
        return Parse(stored.Data.Span[..(int)length]) with { Kept = kept };
    }

    public static byte[] Bytes(CallRecord record) => Written(record).WrittenSpan.ToArray();

    private static (NatsHeaders Headers, byte[] Data) Message(CallRecord record)
    {
        var written = Written(record);
        var headers = new NatsHeaders();
        if (record.Kept is not { } kept)
            return (headers, written.WrittenSpan.ToArray());
        Envelope.Set(headers, Length, Envelope.Number(written.WrittenCount));
        Envelope.Set(headers, "Seconds", kept.Seconds.ToString("R", CultureInfo.InvariantCulture));
        Envelope.WriteFunctionHeaders(headers, kept.Headers);
        written.Write(kept.Body.Span);
        return (headers, written.WrittenSpan.ToArray());
    }

    // Valid until this thread writes another.
    private static ArrayBufferWriter<byte> Written(CallRecord record)
    {
        var output = buffer ??= new ArrayBufferWriter<byte>(Room);
        if (output.Capacity > MostKept)
            output = buffer = new ArrayBufferWriter<byte>(Room);
        output.ResetWrittenCount();
        RecordWriter.Write(output, record);
        return output;
    }

    public static CallRecord Parse(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, RecordJson.Default.CallRecord) ?? throw new NatsException("a stored record is empty");
}
