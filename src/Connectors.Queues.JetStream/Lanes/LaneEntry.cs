using System.Text.Json.Serialization;

namespace Connectors.Queues.JetStream.Lanes;

/// <summary>A lane as it stands in the bucket.</summary>
internal sealed record LaneEntry(string Queue, string Function, string Namespace);

[JsonSerializable(typeof(LaneEntry))]
internal sealed partial class LaneJson : JsonSerializerContext;
