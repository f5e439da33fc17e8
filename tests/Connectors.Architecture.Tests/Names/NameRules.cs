using System.Text.RegularExpressions;

namespace Connectors.Architecture.Tests.Names;

/// <summary>Words that name no capability, and so say nothing of what is behind them.</summary>
internal static partial class NameRules
{
    private static readonly HashSet<string> EmptyWords = new(StringComparer.Ordinal)
    {
        "Manager", "Managers", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Common", "Base", "Impl", "Misc",
    };

    private static readonly HashSet<string> FoldersByKind = new(EmptyWords, StringComparer.Ordinal)
    {
        "Interfaces", "Abstractions", "Models", "Entities", "Dtos", "Enums", "Classes", "Types", "Exceptions", "Extensions",
        "Constants", "Implementations", "Services", "Shared", "Options", "Contracts", "Infrastructure",
    };

    /// <summary>The types declared in a file whose last word says nothing.</summary>
    public static IEnumerable<string> Faults(string path, string source) =>
        from Match declaration in Declaration().Matches(source)
        let name = declaration.Groups["name"].Value
        let word = LastWord().Match(name).Value
        where EmptyWords.Contains(word)
        select $"{path} declares {name}: '{word}' does not say what it does. Name it after its capability, as the field does.";

    /// <summary>The folders above a file that are cut by kind.</summary>
    public static IEnumerable<string> FolderFaults(string path) =>
        from folder in path.Split('/')[..^1]
        where FoldersByKind.Contains(folder)
        select $"{path} lies in '{folder}', a folder by kind. Cut folders by capability: what it does (Leasing, Secrets), not what it is.";

    [GeneratedRegex(@"^[ \t]*(?:(?:public|internal|private|protected|file|static|sealed|abstract|partial|readonly|ref|unsafe|new)\s+)*(?:class|interface|enum|struct|record(?:\s+(?:class|struct))?|delegate\s+[\w<>\[\]?,. ]+?)\s+(?<name>[A-Z]\w*)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"[A-Z][a-z0-9]*$", RegexOptions.CultureInvariant)]
    private static partial Regex LastWord();
}
