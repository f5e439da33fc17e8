using Connectors.Cli.Faults;
using Connectors.Cli.Stacks.Substitution;
using Connectors.Cli.Yaml;
using Connectors.Core.Functions;

namespace Connectors.Cli.Stacks;

/// <summary>Reads a stack file as faas-cli does: substitution over the whole text, then YAML, then the functions' fields that matter when deploying.</summary>
internal static class StackReader
{
    private const string ProviderName = "openfaas";
    private const string SchemaVersion = "1.0";
    private static readonly string[] TopFields = ["version", "provider", "functions", "configuration"];

    /// <summary>Never throws for what the file says: look at <see cref="StackFile.Faults"/>.</summary>
    /// <param name="path">The file; relative paths in it lead from its folder.</param>
    /// <param name="variable">The environment for <c>${…}</c>.</param>
    public static StackFile Read(string path, Func<string, string?> variable)
    {
        var faults = new List<Fault>();
        var remarks = new List<Fault>();
        var text = BoundedFile.Read(path, path, faults);
        var map = text is null ? null : Parse(text, path, variable, faults);
        if (map is null)
            return new StackFile(null, [], faults, remarks);
        var fields = new YamlFields(map, path, "", faults);
        CheckVersion(fields);
        var gateway = Provider(fields);
        foreach (var unknown in map.Entries.Where(entry => !TopFields.Contains(entry.Key)))
            remarks.Add(Fault.At(path, unknown.Line, $"{unknown.Key}: not a field of a stack file, ignored"));
        return new StackFile(gateway, [.. Functions(fields, path, faults, remarks)], [.. faults.Distinct()], remarks);
    }

    private static YamlMap? Parse(string text, string path, Func<string, string?> variable, List<Fault> faults)
    {
        try
        {
            var document = YamlReader.Read(EnvironmentSubstitution.Apply(text, variable));
            if (document is YamlMap map)
                return map;
            faults.Add(Fault.At(path, document?.Line ?? 1, "a stack file is a mapping with 'provider' and 'functions'"));
        }
        catch (SubstitutionException fault)
        {
            faults.Add(Fault.At(path, fault.Line, fault.Message));
        }
        catch (YamlFaultException fault)
        {
            faults.Add(Fault.At(path, fault.Line, fault.Message));
        }
        return null;
    }

    private static void CheckVersion(YamlFields top)
    {
        if (top.Text("version") is { Length: > 0 } version && version != SchemaVersion)
            top.Fault("version", $"'{version}' is not known; the only version is {SchemaVersion}");
    }

    private static string? Provider(YamlFields top)
    {
        var provider = top.Map("provider");
        var name = provider?.Text("name") ?? "";
        if (name != ProviderName)
            (provider ?? top).Fault(provider is null ? "provider" : "name", $"'{name}' is not valid; write 'provider: {{ name: {ProviderName} }}'", asIfAt: provider is null ? "provider.name" : null);
        return provider?.Text("gateway") is { Length: > 0 } gateway ? gateway : null;
    }

    private static List<FunctionDeployment> Functions(YamlFields top, string path, List<Fault> faults, List<Fault> remarks)
    {
        var reader = new StackFunctionReader(path, faults, remarks);
        var functions = new List<FunctionDeployment>();
        var map = top.Map("functions");
        foreach (var entry in map?.Value.Entries ?? [])
        {
            if (reader.Read(entry) is { } function)
                functions.Add(function);
        }
        return functions;
    }
}
