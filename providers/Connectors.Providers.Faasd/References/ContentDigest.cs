using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Connectors.Providers.Faasd.References;

/// <summary>The name of bytes: what they hash to, e.g. <c>sha256:9f86…</c>.</summary>
internal sealed record ContentDigest
{
    private const string Sha256 = "sha256";
    private const string Sha512 = "sha512";
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private ContentDigest(string algorithm, string hex)
    {
        Algorithm = algorithm;
        Hex = hex;
    }

    public string Algorithm { get; }

    public string Hex { get; }

    /// <summary>The digest of these bytes, by SHA-256.</summary>
    public static ContentDigest Of(ReadOnlySpan<byte> bytes) => new(Sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <summary>False for text that is none, and for algorithms that nobody uses.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ContentDigest? digest)
    {
        var colon = text?.IndexOf(':') ?? -1;
        digest = colon > 0 && HexLength(text![..colon]) == text.Length - colon - 1 && !text.AsSpan(colon + 1).ContainsAnyExcept(HexDigits)
            ? new ContentDigest(text[..colon], text[(colon + 1)..])
            : null;
        return digest is not null;
    }

    /// <summary>Whether it is the name of these bytes.</summary>
    public bool IsOf(ReadOnlySpan<byte> bytes) =>
        Hex == Convert.ToHexStringLower(Algorithm == Sha512 ? SHA512.HashData(bytes) : SHA256.HashData(bytes));

    public override string ToString() => $"{Algorithm}:{Hex}";

    private static int HexLength(string algorithm) => algorithm switch { Sha256 => 64, Sha512 => 128, _ => -1 };
}
