using System.Text;

namespace Connectors.Cli.Stacks.Substitution;

/// <summary>
/// Replaces <c>${NAME}</c> and its forms in a whole file before it is parsed, comments included, as faas-cli does. A bare <c>$NAME</c> stays;
/// what is unset is empty; <c>$$</c> gives one <c>$</c>, so that <c>$${NAME}</c> yields the text <c>${NAME}</c>.
/// </summary>
internal static class EnvironmentSubstitution
{
    private const int MaxResult = 8 << 20;

    /// <summary>The text with every form replaced.</summary>
    /// <exception cref="SubstitutionException">A form is malformed or not known, or the result grows beyond 8 MiB.</exception>
    public static string Apply(string text, Func<string, string?> variable)
    {
        var result = new StringBuilder(text.Length);
        var scanner = new SubstitutionScanner(text);
        var expansion = new Expansion(scanner, variable);
        while (!scanner.AtEnd)
        {
            if (scanner.TryTake("$$"))
                result.Append('$');
            else if (scanner.TryTake("${"))
                result.Append(expansion.Read());
            else
                result.Append(scanner.Take());
            if (result.Length > MaxResult)
                throw scanner.Fault($"substitution makes the file larger than {MaxResult >> 20} MiB");
        }
        return result.ToString();
    }
}
