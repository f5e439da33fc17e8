namespace Connectors.Cli.Stacks.Substitution;

/// <summary>A place in the text that is substituted.</summary>
internal sealed class SubstitutionScanner(string text)
{
    private int position;
    private int opened;

    public bool AtEnd => position >= text.Length;

    /// <summary>The next character; NUL at the end.</summary>
    public char Next => AtEnd ? '\0' : text[position];

    public bool NextIs(string expected) => string.CompareOrdinal(text, position, expected, 0, expected.Length) == 0;

    public char Take() => text[position++];

    public bool TryTake(string expected)
    {
        if (!NextIs(expected))
            return false;
        if (expected == "${")
            opened = position;
        position += expected.Length;
        return true;
    }

    /// <summary>A fault at the latest <c>${</c>, with what it says up to the end of its line.</summary>
    public SubstitutionException Fault(string reason)
    {
        var line = 1 + text.AsSpan(0, opened).Count('\n');
        var rest = text.AsSpan(opened);
        var end = rest.IndexOfAny('\r', '\n');
        rest = end < 0 ? rest : rest[..end];
        var shown = rest.Length > 40 ? $"{rest[..40]}…" : rest.ToString();
        return new SubstitutionException(line, $"{reason} at '{shown}'; write $${{ where ${{ is meant as text");
    }
}
