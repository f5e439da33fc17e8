using System.Text.Json.Serialization;

namespace Connectors.Core.Functions;

/// <summary>A deployed function as the REST API shows it. What was deployed comes back as it was deployed; unset fields are absent.</summary>
public sealed record FunctionStatus
{
    /// <summary>The bare name.</summary>
    public string Name { get; init; } = "";

    /// <summary>As deployed.</summary>
    public string Image { get; init; } = "";

    /// <summary>Always filled.</summary>
    public string Namespace { get; init; } = FunctionName.DefaultNamespace;

    /// <summary>As deployed.</summary>
    public string? EnvProcess { get; init; }

    /// <summary>As deployed.</summary>
    public IReadOnlyDictionary<string, string>? EnvVars { get; init; }

    /// <summary>As deployed.</summary>
    public IReadOnlyList<string>? Constraints { get; init; }

    /// <summary>As deployed.</summary>
    public IReadOnlyList<string>? Secrets { get; init; }

    /// <summary>As deployed, and the label <c>faas_function</c>; never null, clients dereference it.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>As deployed; never null, clients dereference it.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>As deployed.</summary>
    public FunctionResources? Limits { get; init; }

    /// <summary>As deployed.</summary>
    public FunctionResources? Requests { get; init; }

    /// <summary>As deployed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ReadOnlyRootFilesystem { get; init; }

    /// <summary>How many replicas are wanted.</summary>
    public int Replicas { get; init; }

    /// <summary>How many replicas are ready to answer.</summary>
    public int AvailableReplicas { get; init; }

    /// <summary>Invocations seen by the gateway; filled in by the gateway, in lists only.</summary>
    public double InvocationCount { get; init; }

    /// <summary>When it was deployed first.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Present only when asked for.</summary>
    public FunctionUsage? Usage { get; init; }

    /// <summary>Name and namespace together.</summary>
    [JsonIgnore]
    public FunctionName FullName => new(Name, Namespace);
}
