using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Connectors.Webhooks.Deliveries;
using Connectors.Webhooks.Secrets;
using Connectors.Webhooks.Sources;

namespace Connectors.Webhooks.Signatures;

/// <summary>Checks keyed hashes of raw bytes.</summary>
internal static class HmacSignature
{
    private const int LongestHash = SHA512.HashSizeInBytes;

    /// <summary>Whether a header carries a signature of the raw body, made by one of the delivery's secrets.</summary>
    public static bool IsAuthentic(
        WebhookDelivery delivery, string header, string prefix, SignatureAlgorithm algorithm, SignatureEncoding encoding, [NotNullWhen(false)] out string? fault)
    {
        fault = SignatureFaults.Missing(header);
        if (delivery.Header(header) is not { } value)
            return false;
        fault = SignatureFaults.Wrong(header);
        if (!value.StartsWith(prefix, StringComparison.Ordinal))
            fault = SignatureFaults.Malformed(header, $"{prefix}<signature>");
        else if (IsMadeByOneOf(delivery.Secrets, algorithm, encoding, delivery.Body.Span, value.AsSpan(prefix.Length)))
            fault = null;
        return fault is null;
    }

    /// <summary>Whether one of the secrets made the signature; every secret is tried, each in constant time.</summary>
    private static bool IsMadeByOneOf(
        IReadOnlyList<WebhookSecret> secrets, SignatureAlgorithm algorithm, SignatureEncoding encoding, ReadOnlySpan<byte> body, ReadOnlySpan<char> signature)
    {
        Span<byte> presented = stackalloc byte[LongestHash];
        if (!TryDecode(signature, encoding, presented, out var length))
            return false;
        Span<byte> hash = stackalloc byte[LongestHash];
        var made = false;
        foreach (var secret in secrets)
        {
            var hashLength = CryptographicOperations.HmacData(NameOf(algorithm), secret.Bytes, body, hash);
            made |= CryptographicOperations.FixedTimeEquals(presented[..length], hash[..hashLength]);
        }
        return made;
    }

    private static bool TryDecode(ReadOnlySpan<char> text, SignatureEncoding encoding, Span<byte> bytes, out int length)
    {
        length = 0;
        return encoding == SignatureEncoding.Base64
            ? Convert.TryFromBase64Chars(text, bytes, out length)
            : text.Length <= 2 * bytes.Length
                && Convert.FromHexString(text, bytes, out _, out length) == System.Buffers.OperationStatus.Done;
    }

    private static HashAlgorithmName NameOf(SignatureAlgorithm algorithm) => algorithm switch
    {
        SignatureAlgorithm.Sha1 => HashAlgorithmName.SHA1,
        SignatureAlgorithm.Sha512 => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };
}
