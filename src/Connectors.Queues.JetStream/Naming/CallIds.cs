using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Connectors.Core.Invocations;

namespace Connectors.Queues.JetStream.Naming;

/// <summary>
/// Call ids that say where their call is: UUIDs of version 8 whose first 32 bits are the hash of queue, namespace and function. The other
/// 90 bits are random, so that they cannot be guessed.
/// </summary>
internal static class CallIds
{
    public static CallId New(uint lane)
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes[4..]);
        BinaryPrimitives.WriteUInt32BigEndian(bytes, lane);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return CallId.Parse(new Guid(bytes, bigEndian: true).ToString("D"));
    }

    /// <summary>The hash in an id of ours; false for any other id.</summary>
    public static bool TryLane(CallId id, out uint lane)
    {
        lane = 0;
        var text = id.ToString();
        return text.Length == 36 && text[14] == '8' && Guid.TryParseExact(text, "D", out _)
            && uint.TryParse(text.AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out lane);
    }
}
