namespace Connectors.Cli.Stacks.Substitution;

/// <summary>A shell pattern over a whole text: <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[^x]</c> and backslash; <c>/</c> is a character like any other.</summary>
internal sealed class Glob
{
    private readonly List<Func<char, bool>?> steps;

    private Glob(List<Func<char, bool>?> steps) => this.steps = steps;

    /// <summary>Null when the pattern is malformed.</summary>
    public static Glob? TryParse(string pattern)
    {
        var steps = new List<Func<char, bool>?>();
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*':
                    if (steps.Count == 0 || steps[^1] is not null)
                        steps.Add(null);
                    break;
                case '?':
                    steps.Add(static _ => true);
                    break;
                case '[':
                    if (CharacterClass(pattern, ref i) is not { } member)
                        return null;
                    steps.Add(member);
                    break;
                case '\\' when i + 1 >= pattern.Length:
                    return null;
                case '\\':
                    steps.Add(Exactly(pattern[++i]));
                    break;
                default:
                    steps.Add(Exactly(pattern[i]));
                    break;
            }
        }
        return new Glob(steps);
    }

    /// <summary>True when the pattern matches all of the text.</summary>
    public bool IsMatch(ReadOnlySpan<char> text)
    {
        var (step, at, star, resume) = (0, 0, -1, 0);
        while (at < text.Length)
        {
            if (step < steps.Count && steps[step] is null)
                (star, resume) = (step++, at);
            else if (step < steps.Count && steps[step]!(text[at]))
                (step, at) = (step + 1, at + 1);
            else if (star >= 0)
                (step, at) = (star + 1, ++resume);
            else
                return false;
        }
        while (step < steps.Count && steps[step] is null)
            step++;
        return step == steps.Count;
    }

    private static Func<char, bool> Exactly(char expected) => actual => actual == expected;

    private static Func<char, bool>? CharacterClass(string pattern, ref int i)
    {
        var ranges = new List<(char Low, char High)>();
        var negated = i + 1 < pattern.Length && pattern[i + 1] == '^';
        i += negated ? 2 : 1;
        for (; i < pattern.Length && (pattern[i] != ']' || ranges.Count == 0); i++)
        {
            if (Member(pattern, ref i) is not { } low)
                return null;
            var high = low;
            if (i + 1 < pattern.Length && pattern[i + 1] == '-')
            {
                i += 2;
                if (Member(pattern, ref i) is not { } end)
                    return null;
                high = end;
            }
            ranges.Add((low, high));
        }
        return i < pattern.Length ? actual => ranges.Exists(range => actual >= range.Low && actual <= range.High) != negated : null;
    }

    private static char? Member(string pattern, ref int i)
    {
        if (i < pattern.Length && pattern[i] == '\\')
            i++;
        else if (i >= pattern.Length || pattern[i] is '-' or ']')
            return null;
        return i < pattern.Length ? pattern[i] : null;
    }
}
