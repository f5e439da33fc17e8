using System.Globalization;
using System.Text;

namespace Connectors.Cli.Stacks.Substitution;

/// <summary>What the forms of <c>${NAME…}</c> do with a value. Lengths and offsets count UTF-8 bytes.</summary>
internal static class ParameterForms
{
    public static string Length(string value) => Encoding.UTF8.GetByteCount(value).ToString(CultureInfo.InvariantCulture);

    /// <summary><c>${A:offset:length}</c>; what is not a number leaves the value as it is; null when the length is negative.</summary>
    public static string? Substring(string value, string offset, string? length)
    {
        if (!TryNumber(offset, out var start) || (length is not null && !TryNumber(length, out _)))
            return value;
        var bytes = Encoding.UTF8.GetBytes(value);
        start = start < 0 ? Math.Max(0, bytes.Length + start) : Math.Min(start, bytes.Length);
        var count = bytes.Length - start;
        if (length is not null && TryNumber(length, out var wanted))
            count = Math.Min(count, wanted);
        return count < 0 ? null : Encoding.UTF8.GetString(bytes, (int)start, (int)count);
    }

    /// <summary><c>^</c>, <c>^^</c>, <c>,</c> and <c>,,</c>; any other mixture leaves the value as it is.</summary>
    public static string Casing(string value, string form) => form switch
    {
        "^^" => value.ToUpperInvariant(),
        ",," => value.ToLowerInvariant(),
        "^" => First(value, Rune.ToUpperInvariant),
        "," => First(value, Rune.ToLowerInvariant),
        _ => value,
    };

    /// <summary>Replaces the first (blank), all (<c>/</c>), a beginning (<c>#</c>) or an ending (<c>%</c>); without a replacement the first two remove.</summary>
    public static string Replace(string value, char where, string pattern, string? replacement)
    {
        switch (where)
        {
            case '/' when pattern.Length > 0:
                return value.Replace(pattern, replacement ?? "", StringComparison.Ordinal);
            case '/':
                return Interleave(value, replacement ?? "");
            case '#':
                return replacement is not null && value.StartsWith(pattern, StringComparison.Ordinal) ? replacement + value[pattern.Length..] : value;
            case '%':
                return replacement is not null && value.EndsWith(pattern, StringComparison.Ordinal) ? value[..^pattern.Length] + replacement : value;
            default:
                var at = value.IndexOf(pattern, StringComparison.Ordinal);
                return at < 0 ? value : string.Concat(value.AsSpan(0, at), replacement ?? "", value.AsSpan(at + pattern.Length));
        }
    }

    /// <summary>Removes the shortest or longest beginning (<c>#</c>) or ending (<c>%</c>) that matches a glob.</summary>
    public static string Trim(string value, char side, bool longest, string pattern) =>
        side == '#' ? TrimStart(value, pattern, longest) : Reversed(TrimStart(Reversed(value), Reversed(pattern), longest));

    private static string TrimStart(string value, string pattern, bool longest)
    {
        if (Glob.TryParse(pattern) is not { } glob)
            return value;
        for (var i = 1; i <= value.Length; i++)
        {
            var length = longest ? value.Length + 1 - i : i;
            if (glob.IsMatch(value.AsSpan(0, length)))
                return value[length..];
        }
        return value;
    }

    private static string Reversed(string text)
    {
        var characters = text.ToCharArray();
        Array.Reverse(characters);
        return new string(characters);
    }

    private static string First(string value, Func<Rune, Rune> change)
    {
        if (Rune.DecodeFromUtf16(value, out var first, out var length) != System.Buffers.OperationStatus.Done)
            return value;
        return change(first) + value[length..];
    }

    private static string Interleave(string value, string between)
    {
        var text = new StringBuilder(between);
        foreach (var rune in value.EnumerateRunes())
            text.Append(rune).Append(between);
        return text.ToString();
    }

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && number is > int.MinValue and < int.MaxValue;
}
