using System.Text.Json.Serialization;

namespace Connectors.Gateway.Queues;

/// <summary>How many invocations an operator's call changed.</summary>
internal sealed record Changed(int Count);

/// <summary>Its JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Changed))]
internal sealed partial class CountJson : JsonSerializerContext;
