using System.Globalization;

namespace Connectors.Core.Functions;

/// <summary>Text from outside as it may stand in a message: one line, of bounded length, without what turns or hides characters.</summary>
public static class ShownText
{
    private const int Longest = 64;

    /// <summary>The text as it may be shown.</summary>
    /// <param name="text">From outside.</param>
    /// <param name="longest">How many characters of it at most.</param>
    public static string Of(string? text, int longest = Longest)
    {
        text ??= "";
        var length = text.Length <= longest ? text.Length : char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest;
        var shown = string.Create(length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = IsPlain(source, i) ? source[i] : '?';
        });
        return length < text.Length ? shown + "…" : shown;
    }

    private static bool IsPlain(string text, int index) => CharUnicodeInfo.GetUnicodeCategory(text[index]) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.Surrogate => char.IsHighSurrogate(text[index])
            ? index + 1 < text.Length && char.IsLowSurrogate(text[index + 1])
            : index > 0 && char.IsHighSurrogate(text[index - 1]),
        _ => true,
    };
}
