using System.Security.Cryptography;
using System.Text;

namespace Connectors.Nats.Streams;

/// <summary>The name under which a stream remembers what has been taken of a subject.</summary>
internal static class ConsumerName
{
    private const int Readable = 40;

    /// <summary>Readable, legal, and different for different subjects.</summary>
    public static string Of(string durable, string subject)
    {
        var text = new StringBuilder(durable).Append('-');
        foreach (var letter in subject.AsSpan(0, Math.Min(subject.Length, Readable)))
            text.Append(letter switch { '*' => 'X', '>' => 'Z', _ when char.IsAsciiLetterOrDigit(letter) => letter, _ => '_' });
        return text.Append('-').Append(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(subject)).AsSpan(0, 5))).ToString();
    }
}
