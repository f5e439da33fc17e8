using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Connectors.Webhooks.Tests.Hosting;

/// <summary>Signs as senders do; that it does is shown by their own documented examples.</summary>
internal static class Signing
{
    public static string Hex(string secret, string content) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(content)));

    public static string Base64(byte[] key, string content) => Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(content)));

    public static string Seconds(this DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
