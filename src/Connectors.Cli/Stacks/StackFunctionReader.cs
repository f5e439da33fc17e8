using Connectors.Cli.Faults;
using Connectors.Cli.Yaml;
using Connectors.Core.Functions;

namespace Connectors.Cli.Stacks;

/// <summary>Reads one function of a stack file.</summary>
internal sealed class StackFunctionReader(string file, ICollection<Fault> faults, ICollection<Fault> remarks)
{
    private static readonly string[] KnownFields =
    [
        "lang", "handler", "image", "fprocess", "environment", "environment_file", "labels", "annotations", "limits", "requests", "secrets",
        "constraints", "readonly_root_filesystem", "namespace",
        "build_args", "build_options", "build_secrets", "platforms", "skip_build", "copy_extra",
    ];

    private readonly string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;

    /// <summary>The deployment; null when the function is not even a mapping.</summary>
    public FunctionDeployment? Read(YamlEntry entry)
    {
        var at = $"functions.{entry.Key}";
        if (entry.Value is not YamlMap map)
        {
            faults.Add(Fault.At(file, entry.Line, $"{at}: must be a mapping with at least 'image'"));
            return null;
        }
        var fields = new YamlFields(map, file, at, faults);
        foreach (var unknown in map.Entries.Where(field => !KnownFields.Contains(field.Key)))
            remarks.Add(Fault.At(file, unknown.Line, $"{at}.{unknown.Key}: not a field of a function, ignored"));
        var deployment = Deployment(entry.Key, fields);
        foreach (var fault in DeploymentValidation.Faults(deployment))
            faults.Add(Fault.At(file, Line(entry, fault), $"{at}: {fault}"));
        return deployment;
    }

    private FunctionDeployment Deployment(string name, YamlFields fields) => new()
    {
        Service = name,
        // An image of the wrong type is reported as that; it is not missing as well.
        Image = StackImage.Absolute(fields.Text("image") ?? (fields.Has("image") ? "?" : null), folder),
        Namespace = NonEmpty(fields.Text("namespace")),
        EnvProcess = NonEmpty(fields.Text("fprocess")) ?? new TemplateProcess(folder).Read(fields),
        EnvVars = Variables(fields),
        Constraints = fields.Texts("constraints"),
        Secrets = fields.Texts("secrets"),
        Labels = fields.TextMap("labels") ?? new Dictionary<string, string>(),
        Annotations = fields.TextMap("annotations") ?? new Dictionary<string, string>(),
        Limits = Resources(fields.Map("limits")),
        Requests = Resources(fields.Map("requests")),
        ReadOnlyRootFilesystem = fields.Flag("readonly_root_filesystem"),
    };

    private IReadOnlyDictionary<string, string>? Variables(YamlFields fields)
    {
        var written = fields.TextMap("environment");
        var files = fields.Texts("environment_file") ?? [];
        if (files.Count == 0)
            return written;
        var variables = new Dictionary<string, string>(written ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var name in files)
        {
            foreach (var (variable, value) in EnvironmentFile.Read(Path.GetFullPath(name, folder), faults))
                variables[variable] = value;
        }
        return variables;
    }

    private static FunctionResources? Resources(YamlFields? fields)
    {
        if (fields is null)
            return null;
        var resources = new FunctionResources { Memory = NonEmpty(fields.Text("memory")), Cpu = NonEmpty(fields.Text("cpu")) };
        return resources is { Memory: null, Cpu: null } ? null : resources;
    }

    // Faults of a field begin with its path or its kind; those of the name stand at the function's own line.
    private static long Line(YamlEntry function, string fault)
    {
        var map = (YamlMap)function.Value;
        var field = fault.Split([' ', '.'], 2)[0] switch
        {
            "secret" => "secrets",
            var first => first,
        };
        return map.Entries.FirstOrDefault(entry => entry.Key == field)?.Line ?? function.Line;
    }

    private static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
