namespace Connectors.Worker;

/// <summary>Texts for records and log lines, which are one line each whatever a function or a target sends.</summary>
internal static class OneLine
{
    private const int Longest = 500;

    public static string Of(string text) =>
        string.Create(Math.Min(text.Length, Longest), text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
        }).Trim();
}
