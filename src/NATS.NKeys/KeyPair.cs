using System.Security.Cryptography;
using NSec.Cryptography;

namespace NATS.NKeys;

/// <summary>
/// An Ed25519 key pair in the form NATS uses, or the public half of one. The secret lies in memory that is locked, and cleared by disposal.
/// Thread-safe until disposed.
/// </summary>
public sealed class KeyPair : IDisposable
{
    /// <summary>The bytes of a signature.</summary>
    public const int SignatureLength = 64;

    private readonly Key? secret;
    private readonly PublicKey shown;
    private readonly PrefixByte prefix;

    private KeyPair(PrefixByte prefix, PublicKey shown, Key? secret) => (this.prefix, this.shown, this.secret) = (prefix, shown, secret);

    private static KeyCreationParameters Exportable => new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };

    private Key Secret => secret ?? throw new InvalidOperationException("This is a public key alone; signing and the seed need the pair's own seed.");

    /// <summary>Makes a new pair out of the system's randomness.</summary>
    /// <param name="prefix">What the pair is for.</param>
    /// <exception cref="ArgumentOutOfRangeException">Nothing that has keys.</exception>
    public static KeyPair CreatePair(PrefixByte prefix)
    {
        if (!NKeyText.HasKeys(prefix))
            throw new ArgumentOutOfRangeException(nameof(prefix), prefix, "Pairs are made for servers, clusters, operators, accounts and users.");
        return Of(prefix, Key.Create(SignatureAlgorithm.Ed25519, Exportable));
    }

    /// <summary>Reads a seed: 58 letters and digits that begin with S.</summary>
    /// <param name="seed">The text without white space around it; the caller's to clear.</param>
    /// <exception cref="FormatException">It is none. The message says what is wrong, and nothing of the text.</exception>
    public static KeyPair FromSeed(ReadOnlySpan<char> seed)
    {
        Span<byte> bytes = stackalloc byte[NKeyText.KeyLength];
        try
        {
            var prefix = NKeyText.ReadSeed(seed, bytes);
            return Of(prefix, Key.Import(SignatureAlgorithm.Ed25519, bytes, KeyBlobFormat.RawPrivateKey, Exportable));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Reads a public key: 56 letters and digits. What comes back verifies, and cannot sign.</summary>
    /// <param name="publicKey">The text without white space around it.</param>
    /// <exception cref="FormatException">It is none. The message says what is wrong.</exception>
    public static KeyPair FromPublicKey(ReadOnlySpan<char> publicKey)
    {
        Span<byte> bytes = stackalloc byte[NKeyText.KeyLength];
        var prefix = NKeyText.ReadPublicKey(publicKey, bytes);
        if (!PublicKey.TryImport(SignatureAlgorithm.Ed25519, bytes, KeyBlobFormat.RawPublicKey, out var shown) || shown is null)
            throw new FormatException("This NATS public key is no point of the curve: no seed has it.");
        return new KeyPair(prefix, shown, null);
    }

    /// <summary>The public key as text; its first letter says what the pair is for.</summary>
    public string GetPublicKey() => NKeyText.PublicKey(prefix, shown.Export(KeyBlobFormat.RawPublicKey));

    /// <summary>The seed as text. A string cannot be cleared: ask for it only to keep it.</summary>
    /// <exception cref="InvalidOperationException">This is a public key alone.</exception>
    /// <exception cref="ObjectDisposedException">The pair was disposed.</exception>
    public string GetSeed()
    {
        var bytes = Secret.Export(KeyBlobFormat.RawPrivateKey);
        try
        {
            return NKeyText.Seed(prefix, bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Signs a message.</summary>
    /// <param name="message">Of any length.</param>
    /// <param name="signature">Its first <see cref="SignatureLength"/> bytes are written.</param>
    /// <exception cref="ArgumentException">The signature has no room there.</exception>
    /// <exception cref="InvalidOperationException">This is a public key alone.</exception>
    /// <exception cref="ObjectDisposedException">The pair was disposed.</exception>
    public void Sign(ReadOnlyMemory<byte> message, Memory<byte> signature)
    {
        if (signature.Length < SignatureLength)
            throw new ArgumentException($"A signature has {SignatureLength} bytes; there is room for {signature.Length}.", nameof(signature));
        SignatureAlgorithm.Ed25519.Sign(Secret, message.Span, signature.Span[..SignatureLength]);
    }

    /// <summary>True when the signature is this key's under that message.</summary>
    /// <param name="message">Of any length.</param>
    /// <param name="signature">What is claimed to be its signature; of another length it is none.</param>
    public bool Verify(ReadOnlyMemory<byte> message, ReadOnlyMemory<byte> signature) =>
        signature.Length == SignatureLength && SignatureAlgorithm.Ed25519.Verify(shown, message.Span, signature.Span);

    /// <summary>Clears the secret.</summary>
    public void Dispose() => secret?.Dispose();

    private static KeyPair Of(PrefixByte prefix, Key secret) => new(prefix, secret.PublicKey, secret);
}
