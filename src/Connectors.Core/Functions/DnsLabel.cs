namespace Connectors.Core.Functions;

/// <summary>The rule for names of functions and namespaces: a lower-case DNS label (RFC 1123) of at most 63 characters.</summary>
public static class DnsLabel
{
    /// <summary>The longest allowed name, in characters.</summary>
    public const int MaxLength = 63;

    /// <summary>True for 1 to 63 of <c>a-z 0-9 -</c>, beginning and ending with a letter or digit.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= MaxLength
        && text[0] != '-' && text[^1] != '-'
        && text.IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-") < 0;

    /// <summary>What is wrong with a name, as one sentence for its user; null when nothing is.</summary>
    /// <param name="what">What is being named, e.g. <c>function name</c>.</param>
    /// <param name="text">The name.</param>
    public static string? Fault(string what, string? text) =>
        IsValid(text)
            ? null
            : $"{what} '{ShownText.Of(text)}' is not valid: use 1 to {MaxLength} lower-case letters, digits and '-', beginning and ending with a letter or digit";
}
