using System.Globalization;
using Connectors.Core.Invocations;
using Connectors.Core.Units;
using Connectors.Sdk.Events;

namespace Connectors.Sdk.Dispatch;

/// <summary>
/// How many headers an event may have. Unlike bodies they travel with the queue's message and in the head of an HTTP request, whose readers have
/// bounds of their own: NATS JetStream takes 64 KiB of headers, and more is written down with them there; the gateway and watchdogs take 128 KiB.
/// </summary>
internal static class HeaderBounds
{
    public const int Most = 256;
    public static readonly ByteSize MostBytes = new(32 << 10);

    // A line has a colon, a blank and an end.
    private const int Framing = 4;

    /// <summary>Passes headers that are within the bounds.</summary>
    /// <param name="headers">As they travel, in ASCII.</param>
    /// <exception cref="EventTooLargeException">They are not; the sentence says which bound and names the largest header.</exception>
    public static void Check(InvocationHeaders headers)
    {
        if (headers.Count > Most)
            throw new EventTooLargeException(string.Create(CultureInfo.InvariantCulture, $"The event has {headers.Count} headers, more than the {Most} an event may have."));
        long bytes = 0;
        var largest = 0;
        for (var i = 0; i < headers.Count; i++)
        {
            bytes += Size(headers[i]);
            if (Size(headers[i]) > Size(headers[largest]))
                largest = i;
        }
        if (bytes > MostBytes.Bytes)
        {
            throw new EventTooLargeException(string.Create(CultureInfo.InvariantCulture,
                $"The event's headers take {bytes} bytes, more than the {MostBytes} they may take in all; the largest, {Short(headers[largest].Key)}, takes {Size(headers[largest])}."));
        }
    }

    private static int Size(KeyValuePair<string, string> header) => header.Key.Length + header.Value.Length + Framing;

    private static string Short(string name) => name.Length <= 64 ? name : name[..64];
}
