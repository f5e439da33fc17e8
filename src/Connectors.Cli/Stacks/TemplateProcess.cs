using Connectors.Cli.Faults;
using Connectors.Cli.Yaml;

namespace Connectors.Cli.Stacks;

/// <summary>The command of a function that names none but is written in a language: <c>fprocess</c> of <c>template/LANG/template.yml</c>.</summary>
internal sealed class TemplateProcess(string folder)
{
    /// <summary>The command; null when the function has no language, is a Dockerfile, or the template names none.</summary>
    public string? Read(YamlFields function)
    {
        var language = function.Text("lang") ?? "";
        if (language.Length == 0 || language.Equals("dockerfile", StringComparison.OrdinalIgnoreCase))
            return null;
        if (language != Path.GetFileName(language) || language is "." or "..")
        {
            function.Fault("lang", $"'{language}' is not the name of a template");
            return null;
        }
        var faults = new List<Fault>();
        var path = Path.Combine(folder, "template", language, "template.yml");
        var process = BoundedFile.Read(path, path, faults) is { } text ? Process(text, path, faults) : null;
        foreach (var fault in faults)
            function.Fault("lang", $"the template of '{language}' cannot be used ({fault}); write 'fprocess', or fetch it with 'faas-cli template pull'");
        return process;
    }

    private static string? Process(string text, string path, List<Fault> faults)
    {
        try
        {
            var process = YamlReader.Read(text) is YamlMap map ? new YamlFields(map, path, "", faults).Text("fprocess") : null;
            return string.IsNullOrEmpty(process) ? null : process;
        }
        catch (YamlFaultException fault)
        {
            faults.Add(Fault.At(path, fault.Line, fault.Message));
            return null;
        }
    }
}
