using System.Text.Json.Serialization;

namespace Connectors.Queues.JetStream.Bodies;

/// <summary>What a list needs of an object's description; of a removed object the description stays.</summary>
internal sealed record NamedObject(string Name, bool Deleted);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(NamedObject))]
internal sealed partial class NamedObjectJson : JsonSerializerContext;
