namespace Connectors.Core.Functions;

/// <summary>What a client asks to be deployed: the body of <c>POST</c> and <c>PUT /system/functions</c>. Absent fields stay null.</summary>
public sealed record FunctionDeployment
{
    /// <summary>The bare function name.</summary>
    public string Service { get; init; } = "";

    /// <summary>The image; for the process provider <c>dir:&lt;path&gt;</c> names a working directory.</summary>
    public string? Image { get; init; }

    /// <summary>The namespace; the default one when absent.</summary>
    public string? Namespace { get; init; }

    /// <summary>The command a watchdog runs (<c>fprocess</c>).</summary>
    public string? EnvProcess { get; init; }

    /// <summary>Environment variables of the function.</summary>
    public IReadOnlyDictionary<string, string>? EnvVars { get; init; }

    /// <summary>Node selectors, <c>key=value</c>.</summary>
    public IReadOnlyList<string>? Constraints { get; init; }

    /// <summary>Names of secrets, mounted as files.</summary>
    public IReadOnlyList<string>? Secrets { get; init; }

    /// <summary>Labels, among them those of scaling.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Annotations, among them <c>topic</c> and <c>schedule</c>.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Upper bounds of one replica.</summary>
    public FunctionResources? Limits { get; init; }

    /// <summary>Reserved for one replica.</summary>
    public FunctionResources? Requests { get; init; }

    /// <summary>A read-only root file system; <c>/tmp</c> stays writable.</summary>
    public bool ReadOnlyRootFilesystem { get; init; }
}
