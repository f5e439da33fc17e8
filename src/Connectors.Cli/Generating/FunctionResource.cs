using Connectors.Core.Functions;

namespace Connectors.Cli.Generating;

/// <summary>A function as the custom resource <c>openfaas.com/v1 Function</c>, in the order in which one reads it.</summary>
internal static class FunctionResource
{
    /// <param name="function">As a stack file has it.</param>
    /// <param name="name">The name that the resource has, and its namespace.</param>
    /// <returns>Mappings, lists and texts. What the function does not have is left out.</returns>
    public static IReadOnlyDictionary<string, object> Of(FunctionDeployment function, FunctionName name) => new Dictionary<string, object>
    {
        ["apiVersion"] = "openfaas.com/v1",
        ["kind"] = "Function",
        ["metadata"] = new Dictionary<string, object> { ["name"] = name.Name, ["namespace"] = name.Namespace },
        ["spec"] = Spec(function, name),
    };

    private static Dictionary<string, object> Spec(FunctionDeployment function, FunctionName name)
    {
        var spec = new Dictionary<string, object> { ["name"] = name.Name, ["image"] = function.Image ?? "" };
        Add(spec, "labels", function.Labels);
        Add(spec, "annotations", function.Annotations);
        Add(spec, "environment", Environment(function));
        Add(spec, "secrets", function.Secrets);
        Add(spec, "constraints", function.Constraints);
        Add(spec, "limits", Resources(function.Limits));
        Add(spec, "requests", Resources(function.Requests));
        if (function.ReadOnlyRootFilesystem)
            spec["readOnlyRootFilesystem"] = true;
        return spec;
    }

    // The resource has no field for the process; a watchdog reads it from this variable.
    private static Dictionary<string, string> Environment(FunctionDeployment function)
    {
        var variables = new Dictionary<string, string>(function.EnvVars ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        if (function.EnvProcess is { } process)
            variables["fprocess"] = process;
        return variables;
    }

    private static Dictionary<string, string> Resources(FunctionResources? resources)
    {
        var named = new Dictionary<string, string>();
        if (resources?.Memory is { } memory)
            named["memory"] = memory;
        if (resources?.Cpu is { } cpu)
            named["cpu"] = cpu;
        return named;
    }

    private static void Add(Dictionary<string, object> spec, string field, IReadOnlyDictionary<string, string>? map)
    {
        if (map is { Count: > 0 })
            spec[field] = map;
    }

    private static void Add(Dictionary<string, object> spec, string field, IReadOnlyList<string>? list)
    {
        if (list is { Count: > 0 })
            spec[field] = list;
    }
}
