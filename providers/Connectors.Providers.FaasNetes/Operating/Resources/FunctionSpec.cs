using System.Text.Json;
using System.Text.Json.Serialization;
using Connectors.Core.Functions;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Operating.Resources;

/// <summary>What a <see cref="FunctionResource"/> asks for.</summary>
internal sealed record FunctionSpec
{
    private static readonly JsonSerializerOptions Written = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The function's; the resource's own where there is none.</summary>
    [JsonPropertyName("name")]
    public string? Function { get; init; }

    [JsonPropertyName("image")]
    public string? Image { get; init; }

    /// <summary>The process, <c>fprocess</c>.</summary>
    [JsonPropertyName("handler")]
    public string? Handler { get; init; }

    [JsonPropertyName("labels")]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    [JsonPropertyName("annotations")]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    [JsonPropertyName("environment")]
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    [JsonPropertyName("constraints")]
    public IReadOnlyList<string>? Constraints { get; init; }

    [JsonPropertyName("secrets")]
    public IReadOnlyList<string>? Secrets { get; init; }

    [JsonPropertyName("limits")]
    public Amounts? Limits { get; init; }

    [JsonPropertyName("requests")]
    public Amounts? Requests { get; init; }

    [JsonPropertyName("readOnlyRootFilesystem")]
    public bool ReadOnlyRootFilesystem { get; init; }

    /// <summary>The deployment that a resource asks for; null, with what is wrong in a sentence, when it cannot be read.</summary>
    public static FunctionDeployment? Read(FunctionResource resource, out string? fault)
    {
        fault = null;
        if (resource.Spec.ValueKind != JsonValueKind.Object)
        {
            fault = "spec is missing";
            return null;
        }
        try
        {
            return resource.Spec.Deserialize<FunctionSpec>()!.Deployment(resource.Metadata);
        }
        catch (JsonException unreadable)
        {
            fault = $"spec{unreadable.Path?.TrimStart('$')} cannot be read: {unreadable.Message.Split(" Path:", 2)[0]}";
            return null;
        }
    }

    /// <summary>The name of the function that a resource asks for.</summary>
    public static string Name(FunctionResource resource) =>
        resource.Spec.ValueKind == JsonValueKind.Object && resource.Spec.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String && name.GetString() is { Length: > 0 } text
            ? text
            : resource.Metadata.Name;

    /// <summary>A deployment as the JSON of a spec.</summary>
    public static JsonElement Of(FunctionDeployment function) => JsonSerializer.SerializeToElement(
        new FunctionSpec
        {
            Function = function.Service,
            Image = function.Image,
            Handler = string.IsNullOrEmpty(function.EnvProcess) ? null : function.EnvProcess,
            Labels = Filled(function.Labels),
            Annotations = Filled(function.Annotations),
            Environment = Filled(function.EnvVars),
            Constraints = function.Constraints is { Count: > 0 } ? function.Constraints : null,
            Secrets = function.Secrets is { Count: > 0 } ? function.Secrets : null,
            Limits = Amounts.Of(function.Limits),
            Requests = Amounts.Of(function.Requests),
            ReadOnlyRootFilesystem = function.ReadOnlyRootFilesystem,
        },
        Written);

    private FunctionDeployment Deployment(V1ObjectMeta resource) => new()
    {
        Service = string.IsNullOrEmpty(Function) ? resource.Name : Function,
        Namespace = resource.NamespaceProperty,
        Image = Image,
        EnvProcess = Handler,
        Labels = Labels,
        Annotations = Annotations,
        EnvVars = Environment,
        Constraints = Constraints,
        Secrets = Secrets,
        Limits = Limits?.Resources,
        Requests = Requests?.Resources,
        ReadOnlyRootFilesystem = ReadOnlyRootFilesystem,
    };

    private static IReadOnlyDictionary<string, string>? Filled(IReadOnlyDictionary<string, string>? map) => map is { Count: > 0 } ? map : null;

    /// <summary>Memory and CPU of one replica.</summary>
    internal sealed record Amounts
    {
        [JsonPropertyName("memory")]
        public string? Memory { get; init; }

        [JsonPropertyName("cpu")]
        public string? Cpu { get; init; }

        public FunctionResources Resources => new() { Memory = Memory, Cpu = Cpu };

        public static Amounts? Of(FunctionResources? resources) =>
            string.IsNullOrEmpty(resources?.Memory) && string.IsNullOrEmpty(resources?.Cpu)
                ? null
                : new Amounts { Memory = string.IsNullOrEmpty(resources.Memory) ? null : resources.Memory, Cpu = string.IsNullOrEmpty(resources.Cpu) ? null : resources.Cpu };
    }
}
