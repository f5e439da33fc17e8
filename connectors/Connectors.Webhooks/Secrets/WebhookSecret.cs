using System.Security.Cryptography;
using System.Text;

namespace Connectors.Webhooks.Secrets;

/// <summary>A shared secret. Compares in constant time and shows itself nowhere. Immutable.</summary>
public sealed class WebhookSecret
{
    private readonly byte[] bytes;

    /// <summary>Takes a secret as it stands in its file, one line without the line's end.</summary>
    public WebhookSecret(string text) => bytes = Encoding.UTF8.GetBytes(text);

    /// <summary>The secret's UTF-8 bytes, to be used as a key.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>Whether someone presents this very secret; the time it takes tells nothing about how much of it is right.</summary>
    public bool IsPresentedAs(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxLength)
            return false;
        Span<byte> given = stackalloc byte[MaxLength * 3];
        Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> wanted = stackalloc byte[SHA256.HashSizeInBytes];
        // Hashes have one length, so that even the secret's length stays hidden.
        SHA256.HashData(given[..Encoding.UTF8.GetBytes(text, given)], actual);
        SHA256.HashData(bytes, wanted);
        return CryptographicOperations.FixedTimeEquals(actual, wanted);
    }

    /// <summary>Whether the secret as it is written begins so; what a kind's secrets begin with is no secret.</summary>
    internal bool StartsWith(string prefix) => Encoding.UTF8.GetString(bytes).StartsWith(prefix, StringComparison.Ordinal);

    /// <summary>The longest secret, in characters.</summary>
    internal const int MaxLength = 512;

    /// <summary>Never the secret.</summary>
    public override string ToString() => "(secret)";
}
