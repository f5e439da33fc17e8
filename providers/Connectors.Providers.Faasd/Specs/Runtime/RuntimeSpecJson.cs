using System.Text.Json.Serialization;

namespace Connectors.Providers.Faasd.Specs.Runtime;

/// <summary>The specification as JSON, in the spelling of the OCI.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RuntimeSpec))]
internal sealed partial class RuntimeSpecJson : JsonSerializerContext;
