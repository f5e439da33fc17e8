using System.Security.Cryptography;
using Connectors.Webhooks.Secrets;

namespace Connectors.Webhooks.Signatures;

/// <summary>HMAC-SHA-256 over a few words (a time, an id) and the raw body.</summary>
internal static class TimedSignature
{
    public const int Length = SHA256.HashSizeInBytes;

    public delegate ReadOnlySpan<byte> KeyOf(WebhookSecret secret);

    /// <summary>The key of senders that use the secret as it is written.</summary>
    public static KeyOf AsWritten { get; } = static secret => secret.Bytes;

    /// <summary>Whether one of the secrets made one of the signatures; all are tried, each in constant time.</summary>
    public static bool IsMadeByOneOf(
        IReadOnlyList<WebhookSecret> secrets, KeyOf keyOf, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, IReadOnlyList<byte[]> signatures)
    {
        Span<byte> made = stackalloc byte[Length];
        var known = false;
        foreach (var secret in secrets)
        {
            using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, keyOf(secret));
            hash.AppendData(head);
            hash.AppendData(body);
            hash.GetHashAndReset(made);
            foreach (var signature in signatures)
                known |= CryptographicOperations.FixedTimeEquals(signature, made);
        }
        return known;
    }

    /// <summary>Exactly as many hexadecimal digits as the hash has; null for anything else.</summary>
    public static byte[]? FromHex(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Length];
        return text.Length == 2 * Length && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done ? bytes : null;
    }

    /// <summary>Base64 of exactly as many bytes as the hash has; null for anything else.</summary>
    public static byte[]? FromBase64(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Length];
        return Convert.TryFromBase64Chars(text, bytes, out var length) && length == Length ? bytes : null;
    }
}
