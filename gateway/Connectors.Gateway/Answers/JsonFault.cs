using System.Globalization;
using System.Text.Json;

namespace Connectors.Gateway.Answers;

/// <summary>What is wrong with JSON, in words of the one who sent it: names of fields rather than of types.</summary>
internal static class JsonFault
{
    private const int Longest = 200;

    public static string Sentence(JsonException exception)
    {
        var field = Short(exception.Path is ['$', '.', .. var path] ? path : exception.Path ?? "");
        var words = Short(exception.Message.Split(" Path: ")[0]);
        if (words.StartsWith("The JSON value could not be converted", StringComparison.Ordinal))
            return field is "$" or "" ? "it is of another kind than this call takes" : $"the value of {field} is of another kind than this field takes";
        if (words.StartsWith("Duplicate", StringComparison.Ordinal))
            return field is "$" or "" ? "a field stands in it twice" : $"{field} stands in it twice";
        return exception.LineNumber is { } line
            ? string.Create(CultureInfo.InvariantCulture, $"{words} (line {line + 1}, byte {exception.BytePositionInLine})")
            : words;
    }

    private static string Short(string text) => text.Length <= Longest ? text : $"{text.AsSpan(0, Longest - 1)}…";
}
