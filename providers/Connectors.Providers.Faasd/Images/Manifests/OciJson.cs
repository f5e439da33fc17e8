using System.Text.Json.Serialization;

namespace Connectors.Providers.Faasd.Images.Manifests;

/// <summary>A manifest or an index, of the OCI's kind or Docker's: which it is, its media type and its members tell.</summary>
internal sealed record OciDocument(
    int SchemaVersion, string? MediaType, OciDescriptor? Config, IReadOnlyList<OciDescriptor>? Layers, IReadOnlyList<OciDescriptor>? Manifests);

/// <summary>A blob as a document speaks of it; nothing of it is proven.</summary>
internal sealed record OciDescriptor(string? MediaType, string? Digest, long Size, OciPlatform? Platform = null);

/// <summary>For which machines an image is.</summary>
internal sealed record OciPlatform(string? Os, string? Architecture, string? Variant);

/// <summary>An image's configuration: what it runs and what its layers are.</summary>
internal sealed record OciImage(OciImageProcess? Config, OciRootFileSystem? Rootfs, string? Os, string? Architecture, string? Variant);

/// <summary>What is run, in the spelling of its kind.</summary>
internal sealed record OciImageProcess
{
    [JsonPropertyName("User")]
    public string? User { get; init; }

    [JsonPropertyName("Env")]
    public IReadOnlyList<string>? Env { get; init; }

    [JsonPropertyName("Entrypoint")]
    public IReadOnlyList<string>? Entrypoint { get; init; }

    [JsonPropertyName("Cmd")]
    public IReadOnlyList<string>? Cmd { get; init; }

    [JsonPropertyName("WorkingDir")]
    public string? WorkingDir { get; init; }
}

/// <summary>The digests of the layers before they were compressed.</summary>
internal sealed record OciRootFileSystem([property: JsonPropertyName("diff_ids")] IReadOnlyList<string>? DiffIds);

/// <summary>The spelling of the OCI.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 32)]
[JsonSerializable(typeof(OciDocument))]
[JsonSerializable(typeof(OciImage))]
internal sealed partial class OciJson : JsonSerializerContext;
