using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Connectors.Gateway.Access;

/// <summary>
/// Compares what a caller sends with the gateway's credentials, as they are now, in constant time: both sides are hashed with a key of
/// this process, so neither content nor length shows in the time it takes. Thread-safe.
/// </summary>
internal sealed class CredentialCheck(Func<GatewayCredentials>? credentials)
{
    private const string Scheme = "Basic ";
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private volatile Expected? expected;

    private sealed record Expected(GatewayCredentials Credentials, byte[] Hash);

    /// <summary>False when nothing is asked of callers.</summary>
    public bool IsAsked => credentials is not null;

    /// <summary>Those in force; null when nothing is asked of callers.</summary>
    public GatewayCredentials? Current => credentials?.Invoke();

    /// <summary>True when a header is one of this scheme, right or wrong.</summary>
    public static bool IsBasic(string authorization) => authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the header holds the credentials. Never where there are none.</summary>
    public bool Matches(string authorization)
    {
        if (credentials is null || !IsBasic(authorization))
            return false;
        var sent = authorization.AsSpan(Scheme.Length).Trim();
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(sent.Length)];
        return Convert.TryFromBase64Chars(sent, decoded, out var length)
            && CryptographicOperations.FixedTimeEquals(Hash(decoded.AsSpan(0, length)), HashOf(credentials()));
    }

    private byte[] HashOf(GatewayCredentials now)
    {
        if (expected is { } known && ReferenceEquals(known.Credentials, now))
            return known.Hash;
        var made = new Expected(now, Hash(Encoding.UTF8.GetBytes($"{now.User}:{now.Password}")));
        expected = made;
        return made.Hash;
    }

    private byte[] Hash(ReadOnlySpan<byte> text) => HMACSHA256.HashData(key, text);
}
