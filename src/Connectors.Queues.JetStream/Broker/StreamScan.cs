using System.Runtime.CompilerServices;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace Connectors.Queues.JetStream.Broker;

/// <summary>
/// Reads through a stream that is no work queue, from its first message to what was its last when the reading began. Memory stays flat
/// however long it is.
/// </summary>
internal static class StreamScan
{
    private const int Batch = 1000;
    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(30);

    /// <summary>Without payloads.</summary>
    public static IAsyncEnumerable<StoredMessage> HeadersAsync(BrokerLink link, string stream, string filter, CancellationToken cancellationToken) =>
        ReadAsync(link, stream, filter, headersOnly: true, cancellationToken);

    /// <summary>With payloads.</summary>
    public static IAsyncEnumerable<StoredMessage> WholeAsync(BrokerLink link, string stream, string filter, CancellationToken cancellationToken) =>
        ReadAsync(link, stream, filter, headersOnly: false, cancellationToken);

    private static async IAsyncEnumerable<StoredMessage> ReadAsync(
        BrokerLink link, string stream, string filter, bool headersOnly, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = await link.LastSequenceAsync(stream, cancellationToken);
        if (last == 0)
            yield break;
        var reader = new ConsumerConfig
        {
            Name = "read-" + Guid.NewGuid().ToString("N"),
            FilterSubject = filter,
            AckPolicy = ConsumerConfigAckPolicy.None,
            HeadersOnly = headersOnly,
            MemStorage = true,
            NumReplicas = 1,
            InactiveThreshold = Forgotten,
        };
        var consumer = await link.GuardAsync(async () => await link.JetStream.CreateConsumerAsync(stream, reader, cancellationToken), cancellationToken);
        try
        {
            for (var more = true; more;)
            {
                more = false;
                var batch = consumer.FetchNoWaitAsync(new NatsJSFetchOpts { MaxMsgs = Batch }, NatsRawSerializer<byte[]>.Default, cancellationToken);
                await foreach (var message in batch.WithCancellation(cancellationToken))
                {
                    var (sequence, left) = (message.Metadata!.Value.Sequence.Stream, message.Metadata.Value.NumPending);
                    if (sequence > last)
                        yield break;
                    yield return new StoredMessage(message.Subject, sequence, message.Metadata.Value.Timestamp, message.Headers ?? [], message.Data ?? []);
                    more = left > 0;
                }
            }
        }
        finally
        {
            await link.JetStream.DeleteConsumerAsync(stream, reader.Name, CancellationToken.None);
        }
    }
}
