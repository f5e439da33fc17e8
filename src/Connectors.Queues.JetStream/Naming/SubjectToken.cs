using System.Globalization;
using System.Text;

namespace Connectors.Queues.JetStream.Naming;

/// <summary>Any text as one token of a subject, or as part of a stream's name: letters, digits and hyphens stay, all else becomes <c>_</c> and two hexadecimal digits a byte.</summary>
internal static class SubjectToken
{
    public static string Of(string text)
    {
        if (text.All(IsPlain))
            return text;
        var token = new StringBuilder();
        foreach (var one in Encoding.UTF8.GetBytes(text))
        {
            if (IsPlain((char)one))
                token.Append((char)one);
            else
                token.Append(CultureInfo.InvariantCulture, $"_{one:X2}");
        }
        return token.ToString();
    }

    /// <summary>The text that became this token; null when none does.</summary>
    public static string? Read(string token)
    {
        if (!token.Contains('_', StringComparison.Ordinal))
            return token;
        var bytes = new List<byte>();
        for (var i = 0; i < token.Length; i++)
        {
            if (token[i] != '_')
                bytes.Add((byte)token[i]);
            else if (i + 2 < token.Length && byte.TryParse(token.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var one))
                (bytes, i) = ([.. bytes, one], i + 2);
            else
                return null;
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static bool IsPlain(char letter) => char.IsAsciiLetterOrDigit(letter) || letter == '-';
}
