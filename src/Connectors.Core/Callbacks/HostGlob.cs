namespace Connectors.Core.Callbacks;

/// <summary>A host name in which <c>*</c> stands for any run of characters, dots included; compared without case.</summary>
internal sealed class HostGlob
{
    private readonly string pattern;

    private HostGlob(string pattern) => this.pattern = pattern;

    public static HostGlob? Parse(string text) =>
        text.Length is > 0 and <= 255 && !text.AsSpan().ContainsAnyExcept(Allowed) && !text.Contains("..", StringComparison.Ordinal)
        && text.AsSpan().ContainsAnyExcept("0123456789.") // what looks like an address must be one
            ? new HostGlob(text)
            : null;

    public bool Matches(ReadOnlySpan<char> host)
    {
        // Iterative, so that a pattern of many stars cannot blow up: only the last star is ever tried again.
        int at = 0, inPattern = 0, star = -1, resume = 0;
        while (at < host.Length)
        {
            if (inPattern < pattern.Length && pattern[inPattern] == '*')
            {
                star = inPattern++;
                resume = at;
            }
            else if (inPattern < pattern.Length && char.ToLowerInvariant(pattern[inPattern]) == char.ToLowerInvariant(host[at]))
            {
                inPattern++;
                at++;
            }
            else if (star >= 0)
            {
                inPattern = star + 1;
                at = ++resume;
            }
            else
            {
                return false;
            }
        }
        return pattern.AsSpan(inPattern).IndexOfAnyExcept('*') < 0;
    }

    private static readonly System.Buffers.SearchValues<char> Allowed =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._*");
}
