using System.Buffers.Binary;
using System.Security.Cryptography;

namespace NATS.NKeys;

/// <summary>
/// Keys as text: base32 of a prefix, the 32 bytes and a checksum. A public key's prefix is one byte; a seed's is two, five bits that make it
/// begin with S and the eight of the key it is for.
/// </summary>
internal static class NKeyText
{
    public const int KeyLength = 32;
    private const int ChecksumLength = 2;
    private const int PublicKeyLength = 1 + KeyLength + ChecksumLength;
    private const int SeedLength = 2 + KeyLength + ChecksumLength;

    /// <summary>True for what a pair can be made for.</summary>
    public static bool HasKeys(PrefixByte prefix) =>
        prefix is PrefixByte.Server or PrefixByte.Cluster or PrefixByte.Operator or PrefixByte.Account or PrefixByte.User;

    public static string PublicKey(PrefixByte prefix, ReadOnlySpan<byte> key)
    {
        Span<byte> raw = stackalloc byte[PublicKeyLength];
        raw[0] = (byte)prefix;
        return Sealed(raw, 1, key);
    }

    public static string Seed(PrefixByte prefix, ReadOnlySpan<byte> seed)
    {
        Span<byte> raw = stackalloc byte[SeedLength];
        raw[0] = (byte)((int)PrefixByte.Seed | ((int)prefix >> 5));
        raw[1] = (byte)((int)prefix << 3);
        try
        {
            return Sealed(raw, 2, seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(raw);
        }
    }

    /// <summary>Writes the 32 bytes of a public key.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static PrefixByte ReadPublicKey(ReadOnlySpan<char> text, Span<byte> key)
    {
        Span<byte> raw = stackalloc byte[PublicKeyLength];
        Open("public key", text, raw);
        var prefix = (PrefixByte)raw[0];
        if (!HasKeys(prefix))
            throw new FormatException($"A NATS public key begins with N, C, O, A or U; this begins with {text[0]} and is for something else.");
        raw.Slice(1, KeyLength).CopyTo(key);
        return prefix;
    }

    /// <summary>Writes the 32 bytes of a seed.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static PrefixByte ReadSeed(ReadOnlySpan<char> text, Span<byte> seed)
    {
        Span<byte> raw = stackalloc byte[SeedLength];
        try
        {
            Open("seed", text, raw);
            if ((raw[0] & 0b1111_1000) != (byte)PrefixByte.Seed)
                throw new FormatException("A NATS seed begins with S; this text does not.");
            var prefix = (PrefixByte)(((raw[0] & 0b111) << 5) | (raw[1] >> 3));
            if (!HasKeys(prefix) || (raw[1] & 0b111) != 0)
                throw new FormatException("A NATS seed is for a server, a cluster, an operator, an account or a user (SN, SC, SO, SA, SU); this is for something else.");
            raw.Slice(2, KeyLength).CopyTo(seed);
            return prefix;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(raw);
        }
    }

    private static string Sealed(Span<byte> raw, int at, ReadOnlySpan<byte> key)
    {
        key.CopyTo(raw[at..]);
        BinaryPrimitives.WriteUInt16LittleEndian(raw[^ChecksumLength..], Crc16.Of(raw[..^ChecksumLength]));
        return Base32.Encode(raw);
    }

    private static void Open(string what, ReadOnlySpan<char> text, Span<byte> raw)
    {
        var length = Base32.TextLength(raw.Length);
        if (text.Length != length)
            throw new FormatException($"A NATS {what} has {length} characters; this text has {text.Length}.");
        if (Base32.Decode(text, raw) is >= 0 and var wrong)
            throw new FormatException($"A NATS {what} consists of the letters A to Z and the digits 2 to 7; character {wrong + 1} of this text cannot stand there.");
        if (BinaryPrimitives.ReadUInt16LittleEndian(raw[^ChecksumLength..]) != Crc16.Of(raw[..^ChecksumLength]))
            throw new FormatException($"The checksum of this NATS {what} is wrong: a character of it was changed or swapped.");
    }
}
