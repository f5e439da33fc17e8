using System.Text;

namespace Connectors.Providers.Faasd.Companions.Compose;

/// <summary>
/// Puts variables into a value: <c>$NAME</c>, <c>${NAME}</c>, <c>${NAME:-default}</c> and <c>${NAME-default}</c>, <c>${NAME:?sentence}</c> and
/// <c>${NAME?sentence}</c>; <c>$$</c> is one dollar. With a colon an empty value counts as none.
/// </summary>
internal sealed class Interpolation(Func<string, string?> variable)
{
    /// <summary>The text with everything in its place; what is not set is empty and remarked on.</summary>
    /// <exception cref="FormatException">It cannot be read; the message says what.</exception>
    public string Apply(string text, Action<string> remark)
    {
        if (!text.Contains('$'))
            return text;
        var result = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '$')
                result.Append(text[at]);
            else if (at + 1 == text.Length)
                throw new FormatException("ends in '$'; write $$ for a dollar");
            else if (text[at + 1] == '$')
                result.Append(text[++at]);
            else if (text[at + 1] == '{')
                result.Append(Braced(text, ref at, remark));
            else
                result.Append(Bare(text, ref at, remark));
        }
        return result.ToString();
    }

    private string Bare(string text, ref int at, Action<string> remark)
    {
        var length = NameLength(text.AsSpan(at + 1));
        if (length == 0)
            throw new FormatException($"'${text[at + 1]}' names no variable; write $$ for a dollar");
        var name = text.Substring(at + 1, length);
        at += length;
        return Plain(name, remark);
    }

    private string Braced(string text, ref int at, Action<string> remark)
    {
        var end = text.IndexOf('}', at);
        if (end < 0)
            throw new FormatException("'${' is not closed by '}'");
        var inside = text[(at + 2)..end];
        at = end;
        var length = NameLength(inside);
        if (length == 0)
            throw new FormatException($"'${{{inside}}}' names no variable");
        var name = inside[..length];
        var rest = inside[length..];
        if (rest.Length == 0)
            return Plain(name, remark);
        var isEmptyNone = rest[0] == ':';
        var sign = isEmptyNone ? 1 : 0;
        if (rest.Length <= sign || rest[sign] is not ('-' or '?'))
            throw new FormatException($"'${{{inside}}}' is not understood; of such forms there are ${{NAME:-default}} and ${{NAME:?sentence}}");
        var value = variable(name);
        if (value is not null && !(isEmptyNone && value.Length == 0))
            return value;
        var other = rest[(sign + 1)..];
        return rest[sign] == '-' ? other : throw new FormatException($"the variable {name} must be set{(other.Length > 0 ? ": " + other : "")}");
    }

    private string Plain(string name, Action<string> remark)
    {
        if (variable(name) is { } value)
            return value;
        remark($"the variable {name} is not set; it is taken as empty");
        return "";
    }

    private static int NameLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetter(text[length]) || text[length] == '_' || (length > 0 && char.IsAsciiDigit(text[length]))))
            length++;
        return length;
    }
}
