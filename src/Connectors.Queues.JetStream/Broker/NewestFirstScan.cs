using System.Runtime.CompilerServices;

namespace Connectors.Queues.JetStream.Broker;

/// <summary>
/// Reads a stream from its newest message to its oldest. A work queue admits no consumer beside its own, so that single messages are asked
/// for, in stretches that double as long as they give nothing: what is rare is found in few requests, and who stops early has paid for
/// what he has seen.
/// </summary>
internal static class NewestFirstScan
{
    private const ulong FirstStretch = 256;

    public static async IAsyncEnumerable<StoredMessage> ReadAsync(
        BrokerLink link, string stream, string filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (end, length) = (await link.LastSequenceAsync(stream, cancellationToken), FirstStretch);
        while (end > 0)
        {
            var start = end > length ? end - length + 1 : 1;
            var found = new List<StoredMessage>();
            for (var next = start; next <= end && await link.NextAsync(stream, filter, next, cancellationToken) is { } message && message.Sequence <= end;)
            {
                found.Add(message);
                next = message.Sequence + 1;
            }
            for (var i = found.Count - 1; i >= 0; i--)
                yield return found[i];
            length = found.Count > 0 ? FirstStretch : length * 2;
            end = start - 1;
        }
    }
}
