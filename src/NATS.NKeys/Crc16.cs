namespace NATS.NKeys;

/// <summary>The checksum at the end of keys: CRC-16 with the polynomial 0x1021, begun with 0.</summary>
internal static class Crc16
{
    private const int Polynomial = 0x1021;

    public static ushort Of(ReadOnlySpan<byte> bytes)
    {
        var sum = 0;
        foreach (var one in bytes)
        {
            sum ^= one << 8;
            for (var bit = 0; bit < 8; bit++)
                sum = (sum & 0x8000) == 0 ? sum << 1 : (sum << 1) ^ Polynomial;
        }
        return (ushort)sum;
    }
}
