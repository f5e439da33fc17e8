namespace NATS.NKeys;

/// <summary>Base32 text with a prefix and a checksum.</summary>
internal static class NKeyText
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string Encode(PrefixByte prefix, ReadOnlySpan<byte> key)
    {
        var raw = new byte[key.Length + 3];
        raw[0] = (byte)prefix;
        key.CopyTo(raw.AsSpan(1));
        var sum = Checksum(raw.AsSpan(..^2));
        (raw[^2], raw[^1]) = ((byte)sum, (byte)(sum >> 8));
        return ToBase32(raw);
    }

    public static (PrefixByte Prefix, byte[] Seed) DecodeSeed(ReadOnlySpan<char> text)
    {
        var raw = FromBase32(text);
        if (raw.Length != 36 || Checksum(raw.AsSpan(..^2)) != (raw[^2] | (raw[^1] << 8)) || (raw[0] & 0xF8) != (byte)PrefixByte.Seed)
            throw new FormatException("This is not a NATS seed.");
        var prefix = (PrefixByte)(((raw[0] & 7) << 5) | ((raw[1] & 0xF8) >> 3));
        return (prefix, raw[2..34]);
    }

    private static ushort Checksum(ReadOnlySpan<byte> bytes)
    {
        ushort crc = 0;
        foreach (var one in bytes)
        {
            crc ^= (ushort)(one << 8);
            for (var bit = 0; bit < 8; bit++)
                crc = (ushort)((crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1);
        }
        return crc;
    }

    private static string ToBase32(ReadOnlySpan<byte> bytes)
    {
        var text = new System.Text.StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var one in bytes)
        {
            buffer = (buffer << 8) | one;
            for (bits += 8; bits >= 5; bits -= 5)
                text.Append(Alphabet[(buffer >> (bits - 5)) & 31]);
        }
        if (bits > 0)
            text.Append(Alphabet[(buffer << (5 - bits)) & 31]);
        return text.ToString();
    }

    private static byte[] FromBase32(ReadOnlySpan<char> text)
    {
        var bytes = new List<byte>();
        var (buffer, bits) = (0, 0);
        foreach (var letter in text)
        {
            var value = Alphabet.IndexOf(letter, StringComparison.Ordinal);
            if (value < 0)
                throw new FormatException("This is not a NATS seed.");
            buffer = (buffer << 5) | value;
            if ((bits += 5) < 8)
                continue;
            bits -= 8;
            bytes.Add((byte)(buffer >> bits));
        }
        return [.. bytes];
    }
}
