using System.Globalization;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream.Broker;

namespace Connectors.Queues.JetStream.Invocations;

/// <summary>Whether an invocation's headers fit a message: they always travel in it, while a body may be stored apart.</summary>
internal static class EnvelopeRoom
{
    // For the numbers and names that come later, and the story that a dead letter takes with it.
    private const int MostLater = 16 << 10;

    // A stream takes no more, whatever max_payload is.
    private const int MostHeaders = ushort.MaxValue;

    /// <summary>How many more bytes a message's headers may take, with its payload beside them.</summary>
    public static int Left(int headerBytes, int payloadBytes, BrokerLink link) => Math.Min(link.MaxPayload - payloadBytes, MostHeaders) - headerBytes;

    /// <summary>Passes what fits.</summary>
    /// <exception cref="InvocationTooLargeException">It does not; nothing has been stored for it.</exception>
    public static void Check(Envelope draft, BrokerLink link)
    {
        var most = Math.Min(link.MaxPayload, MostHeaders);
        var room = most - Math.Min(MostLater, most / 4);
        // Nearly always the estimate does, and the headers need not be made twice.
        if (draft.MostHeaderBytes > room && draft.ToHeaders().GetBytesLength() is var bytes && bytes > room)
            throw TooLarge(bytes, link);
    }

    public static InvocationTooLargeException TooLarge(int bytes, BrokerLink link, Exception? cause = null) => new(string.Create(CultureInfo.InvariantCulture,
        $"The call takes {bytes} bytes with its headers, which is more than the queue's NATS server takes (64 KiB of headers, some of them the queue's own; max_payload {link.MaxPayload}; a stream's max_msg_size): nothing was stored. Send fewer or shorter headers"),
        cause);
}
