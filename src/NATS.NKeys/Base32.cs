namespace NATS.NKeys;

/// <summary>RFC 4648 base32, capitals only, without padding.</summary>
internal static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The characters that so many bytes take.</summary>
    public static int TextLength(int bytes) => (bytes * 8 + 4) / 5;

    public static string Encode(ReadOnlySpan<byte> bytes) => string.Create(TextLength(bytes.Length), bytes, static (text, bytes) =>
    {
        var (buffer, bits, at) = (0, 0, 0);
        foreach (var one in bytes)
        {
            buffer = ((buffer << 8) | one) & 0xFFF;
            for (bits += 8; bits >= 5; bits -= 5)
                text[at++] = Alphabet[(buffer >> (bits - 5)) & 31];
        }
        if (bits > 0)
            text[at] = Alphabet[(buffer << (5 - bits)) & 31];
    });

    /// <summary>Writes the bytes of a text that has the right length for them.</summary>
    /// <returns>The place of the first character that cannot stand where it does; -1 when there is none.</returns>
    public static int Decode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        var (buffer, bits, at) = (0, 0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var value = ValueOf(text[i]);
            if (value < 0)
                return i;
            buffer = ((buffer << 5) | value) & 0xFFF;
            if ((bits += 5) < 8)
                continue;
            bits -= 8;
            bytes[at++] = (byte)(buffer >> bits);
        }
        // Bits that stand for nothing are zero, so that a key has one text only.
        return (buffer & ((1 << bits) - 1)) == 0 ? -1 : text.Length - 1;
    }

    private static int ValueOf(char letter) => letter switch
    {
        >= 'A' and <= 'Z' => letter - 'A',
        >= '2' and <= '7' => letter - '2' + 26,
        _ => -1,
    };
}
