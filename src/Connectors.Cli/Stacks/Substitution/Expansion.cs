using System.Text;

namespace Connectors.Cli.Stacks.Substitution;

/// <summary>Reads and evaluates what stands between <c>${</c> and its <c>}</c>.</summary>
internal sealed class Expansion(SubstitutionScanner scanner, Func<string, string?> variable)
{
    private const string BadSubstitution = "bad substitution";
    private const string Unclosed = "missing closing brace";
    private const int MaxDepth = 32;
    private int depth;

    /// <summary>The value; the scanner stands after <c>${</c> before and after the closing brace afterwards.</summary>
    public string Read()
    {
        if (++depth > MaxDepth)
            throw scanner.Fault("substitutions nested too deep");
        var value = scanner.TryTake("#") ? Length() : Parameter(Name());
        depth--;
        return value;
    }

    private string Length()
    {
        var length = ParameterForms.Length(Value(Name()));
        Close(BadSubstitution);
        return length;
    }

    private string Parameter(string name)
    {
        var value = Value(name);
        switch (scanner.Next)
        {
            case ':' or '=':
                return scanner.TryTake(":=") || scanner.TryTake(":-") || scanner.TryTake(":?") || scanner.TryTake(":+") || scanner.TryTake("=")
                    ? Default(value)
                    : Substring(value);
            case ',' or '^':
                return Casing(value);
            case '/':
                return Replace(value);
            case '#' or '%':
                return Trim(value);
            default:
                Close(Unclosed);
                return value;
        }
    }

    private string Default(string value)
    {
        var words = new StringBuilder();
        while (scanner.Next != '}')
            words.Append(Argument(static next => next != '}', escapes: false));
        Close(BadSubstitution);
        return value.Length == 0 ? words.ToString() : value;
    }

    private string Substring(string value)
    {
        scanner.Take();
        var offset = Argument(static next => next is not (':' or '}'), escapes: false);
        string? length = null;
        if (TakeAll(':'))
            length = Argument(static next => next != '}', escapes: false);
        Close(BadSubstitution);
        return ParameterForms.Substring(value, offset, length) ?? throw scanner.Fault("the length is negative");
    }

    private string Casing(string value)
    {
        var form = scanner.Take().ToString();
        if (scanner.Next is ',' or '^')
            form += scanner.Take();
        Close(BadSubstitution);
        return ParameterForms.Casing(value, form);
    }

    private string Replace(string value)
    {
        scanner.Take();
        var where = scanner.Next is '/' or '#' or '%' ? scanner.Take() : ' ';
        var pattern = Argument(static next => next != '/', escapes: true);
        if (!TakeAll('/'))
            throw scanner.Fault(BadSubstitution);
        var replacement = scanner.Next == '}' ? null : Argument(static next => next != '}', escapes: true);
        Close(BadSubstitution);
        return ParameterForms.Replace(value, where, pattern, replacement);
    }

    private string Trim(string value)
    {
        var side = scanner.Take();
        var longest = scanner.TryTake(side.ToString());
        var pattern = Argument(static next => next != '}', escapes: false);
        Close(BadSubstitution);
        return ParameterForms.Trim(value, side, longest, pattern);
    }

    // One argument is either a nested substitution or a run of text; a run ends where a substitution begins.
    private string Argument(Func<char, bool> belongs, bool escapes)
    {
        if (scanner.TryTake("${"))
            return Read();
        var text = new StringBuilder();
        while (!scanner.AtEnd && !scanner.NextIs("${"))
        {
            if (escapes && (scanner.NextIs("$$") || scanner.NextIs("\\/") || scanner.NextIs("\\\\")))
                scanner.Take();
            else if (!belongs(scanner.Next))
                break;
            text.Append(scanner.Take());
        }
        return text.Length > 0 ? text.ToString() : throw scanner.Fault(scanner.AtEnd ? Unclosed : "unable to parse substitution");
    }

    private string Name()
    {
        var name = new StringBuilder();
        while (char.IsLetter(scanner.Next) || char.IsDigit(scanner.Next) || scanner.Next == '_')
            name.Append(scanner.Take());
        return name.Length > 0 ? name.ToString() : throw scanner.Fault("unable to parse variable name");
    }

    private string Value(string name) => variable(name) ?? "";

    private bool TakeAll(char delimiter)
    {
        var taken = false;
        while (scanner.Next == delimiter)
        {
            scanner.Take();
            taken = true;
        }
        return taken;
    }

    private void Close(string otherwise)
    {
        if (!scanner.TryTake("}"))
            throw scanner.Fault(scanner.AtEnd ? Unclosed : otherwise);
    }
}
