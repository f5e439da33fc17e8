using System.Text;
using Connectors.Queues.JetStream.Invocations;
using Connectors.Queues.JetStream.Naming;
using Connectors.Queues.JetStream.Records;

namespace Connectors.Queues.JetStream.DeadLetters;

/// <summary>A dead letter: the invocation's message, and its story with it, so that it outlives its record.</summary>
internal static class DeadLetterWrite
{
    public const string RecordHeader = "Record";

    public static async ValueTask StoreAsync(JetStreamStore store, CallRecord record, Envelope envelope, CancellationToken cancellationToken)
    {
        var headers = (envelope with { Turn = record.Turn, Run = record.Run }).ToHeaders();
        Envelope.Set(headers, RecordHeader, FittingStory.Of(record, EnvelopeRoom.Left(headers.GetBytesLength(), envelope.Body.Inline.Length, store.Link)));
        await store.Link.PublishAsync(envelope.Lane.Dead(envelope.Id), headers, envelope.Body.Inline, null, cancellationToken);
    }

    /// <summary>The story that came with a dead letter.</summary>
    public static CallRecord? Read(NATS.Client.Core.NatsHeaders headers) =>
        Envelope.Text(headers, RecordHeader) is { } text ? RecordStore.Parse(Encoding.UTF8.GetBytes(HeaderText.Decode(text))) : null;
}
