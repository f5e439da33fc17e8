using System.Buffers;
using System.Text;

namespace Connectors.Sdk.Dispatch;

/// <summary>Makes names and values from foreign sources fit for HTTP headers.</summary>
internal static class HeaderText
{
    private const int MaxNameLength = 256;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>The name with every character that a header name cannot have replaced by <c>-</c>; null when nothing of it is left or it is endless.</summary>
    public static string? Name(string name)
    {
        if (name.Length is 0 or > MaxNameLength)
            return null;
        if (!name.AsSpan().ContainsAnyExcept(NameCharacters))
            return name;
        var legal = string.Create(name.Length, name, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = NameCharacters.Contains(source[i]) ? source[i] : '-';
        });
        return legal.AsSpan().ContainsAnyExcept('-') ? legal : null;
    }

    /// <summary>
    /// The value as it is when a header can carry it; otherwise percent-encoded as UTF-8 where it cannot, with <c>%</c> itself, so
    /// that decoding gives it back.
    /// </summary>
    public static string Value(string value)
    {
        if (value.Length == 0 || (!value.AsSpan().ContainsAnyExceptInRange(' ', '~') && value[0] != ' ' && value[^1] != ' '))
            return value;
        var bytes = Encoding.UTF8.GetBytes(value);
        var text = new StringBuilder(bytes.Length + 16);
        for (var i = 0; i < bytes.Length; i++)
        {
            var edge = i == 0 || i == bytes.Length - 1;
            if (bytes[i] is > (byte)' ' and <= (byte)'~' and not (byte)'%' || (bytes[i] == ' ' && !edge))
                text.Append((char)bytes[i]);
            else
                text.Append('%').Append(Hex(bytes[i] >> 4)).Append(Hex(bytes[i] & 15));
        }
        return text.ToString();
    }

    private static char Hex(int digit) => "0123456789ABCDEF"[digit];
}
