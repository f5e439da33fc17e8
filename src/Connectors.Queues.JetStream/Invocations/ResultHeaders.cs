using Connectors.Core.Invocations;
using Connectors.Queues.JetStream.Broker;
using Connectors.Queues.JetStream.Naming;

namespace Connectors.Queues.JetStream.Invocations;

/// <summary>
/// The headers of a function's answer, as far as they fit a message: nothing that a function answers may keep its call from ending. What
/// does not fit is left out, shorter ones behind it may still find room, and a header says how many are missing.
/// </summary>
internal static class ResultHeaders
{
    /// <summary>Says how many were left out.</summary>
    public const string LeftOut = "X-Connectors-Headers-Left-Out";

    // What one takes beside its name and value, and what the queue's own headers of a result take.
    private const int LineBytes = 24;
    private const int Own = 2 << 10;

    /// <param name="headers">As the function answered.</param>
    /// <param name="beside">Bytes of other headers of the message.</param>
    /// <param name="link">Knows what the server takes.</param>
    public static InvocationHeaders Fit(InvocationHeaders headers, int beside, BrokerLink link)
    {
        var room = EnvelopeRoom.Left(beside, 0, link);
        room -= Math.Min(Own, room / 4);
        if (Size(headers) <= room)
            return headers;
        var (fitting, leftOut) = (new InvocationHeaders(), 0);
        room -= LineBytes + LeftOut.Length + LineBytes;
        foreach (var header in headers)
        {
            var size = Size(header);
            if (size > room)
            {
                leftOut++;
                continue;
            }
            room -= size;
            fitting.Add(header.Key, header.Value);
        }
        fitting.Add(LeftOut, Envelope.Number(leftOut));
        return fitting;
    }

    /// <summary>What they take in a message.</summary>
    public static int Size(InvocationHeaders headers)
    {
        var size = 0;
        foreach (var header in headers)
            size += Size(header);
        return size;
    }

    private static int Size(KeyValuePair<string, string> header) =>
        HeaderText.Encode(header.Key).Length + HeaderText.Encode(header.Value).Length + LineBytes;
}
