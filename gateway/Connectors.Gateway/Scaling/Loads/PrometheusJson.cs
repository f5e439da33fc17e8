using System.Text.Json;
using System.Text.Json.Serialization;

namespace Connectors.Gateway.Scaling.Loads;

/// <summary>The answer of an instant query, as far as it is read.</summary>
internal sealed record PrometheusAnswer(PrometheusData? Data);

/// <summary>Its vector.</summary>
internal sealed record PrometheusData(IReadOnlyList<PrometheusSample>? Result);

/// <summary>One element: labels, and a moment with a value as text.</summary>
internal sealed record PrometheusSample(IReadOnlyDictionary<string, string> Metric, IReadOnlyList<JsonElement> Value);

/// <summary>Its JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PrometheusAnswer))]
internal sealed partial class PrometheusJson : JsonSerializerContext;
