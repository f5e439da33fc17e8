using System.Globalization;

namespace Connectors.Gateway.Audit;

/// <summary>Others' texts as an audit may hold them: one line of bounded length, in which nothing hides or turns characters.</summary>
internal static class AuditText
{
    private const int Longest = 256;

    public static string Of(string text)
    {
        var length = Math.Min(text.Length, Longest);
        var plain = string.Create(length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = IsPlain(source[i]) ? source[i] : '?';
        });
        return length < text.Length ? plain + "…" : plain;
    }

    private static bool IsPlain(char letter) => CharUnicodeInfo.GetUnicodeCategory(letter) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate);
}
