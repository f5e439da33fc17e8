using System.Security.Cryptography;
using System.Text;

namespace Connectors.Webhooks.Github;

/// <summary>The signature that GitHub puts on its deliveries.</summary>
public static class GithubSignature
{
    /// <summary>The header that carries it.</summary>
    public const string Header = "X-Hub-Signature-256";

    /// <summary>What stands before the hexadecimal digits.</summary>
    public const string Prefix = "sha256=";

    /// <summary>The header's value for a body: what GitHub would send, and what a hand-made request needs.</summary>
    public static string Of(string secret, ReadOnlySpan<byte> body) =>
        Prefix + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
}
