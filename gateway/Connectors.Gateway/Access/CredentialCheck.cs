using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Access;

/// <summary>
/// Compares what a caller sends with the gateway's credentials in constant time: both sides are hashed with a key of this process, so
/// neither content nor length shows in the time it takes.
/// </summary>
internal sealed class CredentialCheck
{
    private const string Scheme = "Basic ";
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private readonly byte[]? expected;

    public CredentialCheck(GatewayCredentials? credentials) =>
        expected = credentials is null ? null : Hash(Encoding.UTF8.GetBytes($"{credentials.User}:{credentials.Password}"));

    /// <summary>False when nothing is asked of callers.</summary>
    public bool IsAsked => expected is not null;

    /// <summary>True when the caller holds the credentials, or none are needed.</summary>
    public bool Holds(HttpRequest request) =>
        expected is null || request.Headers.Authorization is [{ } header] && Matches(header);

    private bool Matches(string header)
    {
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return false;
        var sent = header.AsSpan(Scheme.Length).Trim();
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(sent.Length)];
        return Convert.TryFromBase64Chars(sent, decoded, out var length)
            && CryptographicOperations.FixedTimeEquals(Hash(decoded.AsSpan(0, length)), expected);
    }

    private byte[] Hash(ReadOnlySpan<byte> text) => HMACSHA256.HashData(key, text);
}
