using System.Text.Json.Serialization;
using Connectors.Core.Invocations;

namespace Connectors.Core.Queues;

/// <summary>Records, pages and numbers of the queues as JSON, as the REST API shows them: camel case, absent instead of null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InvocationRecord))]
[JsonSerializable(typeof(IReadOnlyList<InvocationAttempt>))]
[JsonSerializable(typeof(Page<InvocationRecord>))]
[JsonSerializable(typeof(IReadOnlyList<QueueStatus>))]
[JsonSerializable(typeof(QueueStatus))]
public sealed partial class QueueJson : JsonSerializerContext;
