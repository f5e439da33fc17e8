using NSec.Cryptography;

namespace NATS.NKeys;

/// <summary>An Ed25519 key pair in the form NATS uses. Thread-safe until disposed.</summary>
public sealed class KeyPair : IDisposable
{
    private readonly Key key;
    private readonly PrefixByte prefix;

    private KeyPair(Key key, PrefixByte prefix) => (this.key, this.prefix) = (key, prefix);

    /// <summary>Reads a seed.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static KeyPair FromSeed(ReadOnlySpan<char> seed)
    {
        var (prefix, bytes) = NKeyText.DecodeSeed(seed);
        return new KeyPair(Key.Import(SignatureAlgorithm.Ed25519, bytes, KeyBlobFormat.RawPrivateKey), prefix);
    }

    /// <summary>The public key as text.</summary>
    public string GetPublicKey() => NKeyText.Encode(prefix, key.PublicKey.Export(KeyBlobFormat.RawPublicKey));

    /// <summary>Writes the 64 bytes of a signature.</summary>
    public void Sign(ReadOnlyMemory<byte> message, Memory<byte> signature) =>
        SignatureAlgorithm.Ed25519.Sign(key, message.Span, signature.Span[..64]);

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();
}
