using System.Globalization;
using System.Text;

namespace Connectors.Webhooks.Topics;

/// <summary>The rule for topics that arrive from outside: one that a function's annotation can name, and that no pattern can be mistaken for.</summary>
internal static class TopicName
{
    public const int MaxLength = 255;

    /// <summary>What is wrong with a topic, one sentence that does not repeat it; null when nothing is.</summary>
    public static string? Fault(ReadOnlySpan<char> topic)
    {
        if (topic.Length is 0 or > MaxLength)
            return $"a topic has 1 to {MaxLength} characters";
        if (topic[0] == '.' || topic[^1] == '.' || topic.Contains("..", StringComparison.Ordinal))
            return "a topic's dots stand between its parts, one at a time";
        foreach (var rune in topic.EnumerateRunes())
        {
            if (!IsAllowed(rune))
                return "a topic has letters, digits and punctuation, but no blanks, control characters, '*', '>', ',' or '%'";
        }
        return null;
    }

    private static bool IsAllowed(Rune rune) =>
        rune != Rune.ReplacementChar
        && !(rune.IsAscii && "*>,%\\".Contains((char)rune.Value))
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
