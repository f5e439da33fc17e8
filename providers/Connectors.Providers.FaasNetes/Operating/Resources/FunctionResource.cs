using System.Text.Json;
using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace Connectors.Providers.FaasNetes.Operating.Resources;

/// <summary>A function as the custom resource <c>openfaas.com/v1 Function</c>.</summary>
internal sealed class FunctionResource : IKubernetesObject<V1ObjectMeta>
{
    public const string Group = "openfaas.com";
    public const string Version = "v1";
    public const string Plural = "functions";
    public const string KindName = "Function";

    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = $"{Group}/{Version}";

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = KindName;

    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>As it stands there; read by <see cref="FunctionSpec.Read"/>, so that one which cannot be read spoils no other.</summary>
    [JsonPropertyName("spec")]
    public JsonElement Spec { get; set; }

    [JsonPropertyName("status")]
    public FunctionResourceStatus? Status { get; set; }
}

/// <summary>What the API lists.</summary>
internal sealed class FunctionResourceList : IKubernetesObject<V1ListMeta>, IItems<FunctionResource>
{
    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = $"{FunctionResource.Group}/{FunctionResource.Version}";

    [JsonPropertyName("kind")]
    public string Kind { get; set; } = "FunctionList";

    [JsonPropertyName("metadata")]
    public V1ListMeta Metadata { get; set; } = new();

    [JsonPropertyName("items")]
    public IList<FunctionResource> Items { get; set; } = [];
}
