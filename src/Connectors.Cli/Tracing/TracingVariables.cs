using System.Globalization;

namespace Connectors.Cli.Tracing;

/// <summary>
/// What OpenTelemetry is told: its standard variables, and over them our settings, in its own words. So one place decides what wins, and
/// every standard variable (headers, time-outs, resource attributes, batches) is honoured without being known here.
/// </summary>
internal static class TracingVariables
{
    private const string Prefix = "OTEL_";
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string TracesProtocol = "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL";
    private const string Sampler = "OTEL_TRACES_SAMPLER";
    private const string ServiceName = "OTEL_SERVICE_NAME";
    private const string Attributes = "OTEL_RESOURCE_ATTRIBUTES";

    /// <summary>The variables; null when no traces are made.</summary>
    /// <param name="settings">Valid settings.</param>
    /// <param name="isSet">Whether somebody set the setting of this key.</param>
    /// <param name="environment">The variables of the process.</param>
    public static IReadOnlyDictionary<string, string?>? Of(TracingSettings settings, Func<string, bool> isSet, IReadOnlyDictionary<string, string> environment)
    {
        var variables = environment
            .Where(variable => variable.Key.StartsWith(Prefix, StringComparison.Ordinal) && variable.Value.Length > 0)
            .ToDictionary(variable => variable.Key, variable => (string?)variable.Value, StringComparer.Ordinal);
        if (settings.OtlpEndpoint is { } endpoint)
            Replace(variables, Endpoint, TracesEndpoint, endpoint.ToString());
        if (settings.Protocol.Length > 0)
            Replace(variables, Protocol, TracesProtocol, settings.Protocol);
        if (isSet("tracing.sample-ratio"))
        {
            variables[Sampler] = "parentbased_traceidratio";
            variables[Sampler + "_ARG"] = settings.SampleRatio.ToString(CultureInfo.InvariantCulture);
        }
        if (variables.GetValueOrDefault(Attributes)?.Contains("service.name=", StringComparison.Ordinal) != true)
            variables.TryAdd(ServiceName, "connectors");
        return IsOn(variables) ? variables : null;
    }

    private static void Replace(Dictionary<string, string?> variables, string name, string special, string value)
    {
        variables[name] = value;
        variables.Remove(special);
    }

    private static bool IsOn(Dictionary<string, string?> variables) =>
        (variables.ContainsKey(Endpoint) || variables.ContainsKey(TracesEndpoint))
        && !string.Equals(variables.GetValueOrDefault("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase)
        && variables.GetValueOrDefault("OTEL_TRACES_EXPORTER") != "none";
}
