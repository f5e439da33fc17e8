using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Connectors.Watchdog.Callers;

/// <summary>A public key of the issuer. Thread-safe.</summary>
internal sealed class SigningKey
{
    private const int ShortestRsa = 2048;
    private readonly Lock gate = new();
    private readonly AsymmetricAlgorithm key;
    private readonly string? onlyFor;

    private SigningKey(string id, AsymmetricAlgorithm key, string? onlyFor) => (Id, this.key, this.onlyFor) = (id, key, onlyFor);

    public string Id { get; }

    /// <summary>Reads a key of a set; null when it is of a kind that is not used here.</summary>
    public static SigningKey? Read(JsonElement described)
    {
        if (Text(described, "kid") is not { Length: > 0 } id || Text(described, "use") is not (null or "sig"))
            return null;
        try
        {
            AsymmetricAlgorithm? key = Text(described, "kty") switch { "RSA" => Rsa(described), "EC" => Curve(described), _ => null };
            return key is null ? null : new SigningKey(id, key, Text(described, "alg"));
        }
        catch (Exception broken) when (broken is CryptographicException or FormatException)
        {
            // As good as not there: a token that names it is told so.
            return null;
        }
    }

    /// <summary>Whether this key has signed these bytes by this algorithm. Those with a shared key, or none, are not among them.</summary>
    public bool HasSigned(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature, string algorithm)
    {
        if (onlyFor is not null && onlyFor != algorithm || algorithm.Length != 5 || Hash(algorithm[2..]) is not { } hash)
            return false;
        lock (gate)
        {
            return (key, algorithm[..2]) switch
            {
                (RSA rsa, "RS") => rsa.VerifyData(text, signature, hash, RSASignaturePadding.Pkcs1),
                (RSA rsa, "PS") => rsa.VerifyData(text, signature, hash, RSASignaturePadding.Pss),
                (ECDsa curve, "ES") when curve.KeySize == Bits(hash) => curve.VerifyData(text, signature, hash),
                _ => false,
            };
        }
    }

    private static HashAlgorithmName? Hash(string bits) => bits switch
    {
        "256" => HashAlgorithmName.SHA256,
        "384" => HashAlgorithmName.SHA384,
        "512" => HashAlgorithmName.SHA512,
        _ => null,
    };

    private static int Bits(HashAlgorithmName hash) => hash == HashAlgorithmName.SHA256 ? 256 : hash == HashAlgorithmName.SHA384 ? 384 : 521;

    private static RSA? Rsa(JsonElement described)
    {
        var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(described, "n"), Exponent = Bytes(described, "e") });
        if (rsa.KeySize >= ShortestRsa)
            return rsa;
        rsa.Dispose();
        return null;
    }

    private static ECDsa? Curve(JsonElement described)
    {
        ECCurve? curve = Text(described, "crv") switch
        {
            "P-256" => ECCurve.NamedCurves.nistP256,
            "P-384" => ECCurve.NamedCurves.nistP384,
            "P-521" => ECCurve.NamedCurves.nistP521,
            _ => null,
        };
        return curve is { } known ? ECDsa.Create(new ECParameters { Curve = known, Q = new ECPoint { X = Bytes(described, "x"), Y = Bytes(described, "y") } }) : null;
    }

    private static byte[] Bytes(JsonElement described, string name) => Base64Url.DecodeFromChars(Text(described, name) ?? throw new FormatException($"the key has no {name}"));

    private static string? Text(JsonElement described, string name) =>
        described.ValueKind is JsonValueKind.Object && described.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
