using System.Globalization;
using System.Text.Json;

namespace Connectors.TestServers.Prometheus;

/// <summary>One element of a query's result.</summary>
/// <param name="Labels">Without the metric's name where the query drops it.</param>
/// <param name="Value">NaN and infinities as such.</param>
public sealed record PrometheusValue(IReadOnlyDictionary<string, string> Labels, double Value)
{
    /// <summary>A label's value; empty when it is not there.</summary>
    public string this[string label] => Labels.GetValueOrDefault(label, "");

    public override string ToString() => $"{{{string.Join(", ", Labels.Select(label => $"{label.Key}=\"{label.Value}\""))}}} {Value.ToString(CultureInfo.InvariantCulture)}";

    internal static PrometheusValue Of(JsonElement element) => new(
        element.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!),
        element.GetProperty("value")[1].GetString() switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            var number => double.Parse(number!, CultureInfo.InvariantCulture),
        });
}
