using System.Globalization;

namespace Connectors.Core.Functions;

/// <summary>Text from outside as it may stand in a message: one line, of bounded length, without what turns or hides characters.</summary>
internal static class ShownText
{
    private const int Longest = 64;

    public static string Of(string? text)
    {
        text ??= "";
        var length = text.Length <= Longest ? text.Length : char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest;
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
