using System.Buffers.Binary;

namespace Connectors.Providers.Faasd.Names.Messages;

/// <summary>The first twelve bytes of a message.</summary>
internal static class DnsHeader
{
    public const byte ResponseBit = 0x80;
    public const byte OperationBits = 0x78;
    public const byte AuthoritativeBit = 0x04;
    public const byte TruncatedBit = 0x02;
    public const byte RecursionDesiredBit = 0x01;
    public const byte RecursionAvailableBit = 0x80;
    public const byte ResultBits = 0x0F;

    public static ushort Id(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt16BigEndian(message);

    public static void SetId(Span<byte> message, ushort id) => BinaryPrimitives.WriteUInt16BigEndian(message, id);

    public static bool IsResponse(ReadOnlySpan<byte> message) => (message[2] & ResponseBit) != 0;

    public static int Operation(ReadOnlySpan<byte> message) => (message[2] & OperationBits) >> 3;

    public static int Result(ReadOnlySpan<byte> message) => message[3] & ResultBits;

    public static ushort Questions(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt16BigEndian(message[4..]);
}
