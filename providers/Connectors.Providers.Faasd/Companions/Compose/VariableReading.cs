using YamlDotNet.RepresentationModel;

namespace Connectors.Providers.Faasd.Companions.Compose;

/// <summary>Reads the environment: what stands in files, the later ones first, then what stands in the compose file itself.</summary>
/// <param name="folder">Where relative files lead from.</param>
/// <param name="readFile">The text of a file; null when there is none.</param>
/// <param name="variable">The value of a name that stands without one.</param>
internal sealed class VariableReading(string folder, Func<string, string?> readFile, Func<string, string?> variable)
{
    private const string Files = "env_file";
    private const string Field = "environment";

    public IReadOnlyDictionary<string, string> Read(ComposeFields service)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (file, isRequired) in FilesOf(service))
        {
            if (readFile(Path.GetFullPath(file, folder)) is { } text)
                ReadFile(service, file, text, variables);
            else if (isRequired)
                service.Fault(Files, $"there is no file '{ForeignText.Shown(file)}'; make it, or leave it out");
        }
        foreach (var (name, value) in service.Pairs(Field))
        {
            if (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0') || value?.Contains('\0') == true)
                service.Fault(Field, $"'{ForeignText.Shown(name)}' is not a variable; write NAME=value");
            else if ((value ?? variable(name)) is { } known)
                variables[name] = known;
        }
        return variables;
    }

    private static IEnumerable<(string File, bool IsRequired)> FilesOf(ComposeFields service)
    {
        if (service[Files] is YamlScalarNode)
            return service.Text(Files) is { } one ? [(one, true)] : [];
        return service.Items(Files).Select(item => item is YamlMappingNode
            ? (service.Of(Files, item).Text("path") ?? "", service.Of(Files, item).Text("required") != "false")
            : (service.Text(Files, item) ?? "", true)).Where(file => file.Item1.Length > 0);
    }

    private static void ReadFile(ComposeFields service, string file, string text, Dictionary<string, string> variables)
    {
        var number = 0;
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
                continue;
            var equals = line.IndexOf('=');
            if (equals <= 0)
            {
                service.Fault(Files, $"line {number} of '{ForeignText.Shown(file)}' is not NAME=value");
                continue;
            }
            variables[line[..equals].Trim()] = Unquoted(line[(equals + 1)..].Trim());
        }
    }

    private static string Unquoted(string text) => text.Length >= 2 && text[0] is '"' or '\'' && text[^1] == text[0] ? text[1..^1] : text;
}
