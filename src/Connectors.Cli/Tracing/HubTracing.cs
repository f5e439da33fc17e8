using Connectors.Cli.Settings;
using OpenTelemetry.Trace;

namespace Connectors.Cli.Tracing;

/// <summary>Sends the spans of all rooms to an OTLP receiver, where one is configured; otherwise nobody listens and none are made.</summary>
internal static class HubTracing
{
    private const string OwnSources = "Connectors.*";

    public static void AddTo(IHostApplicationBuilder builder, LoadedSettings settings)
    {
        var variables = TracingVariables.Of(settings.Get<TracingSettings>(), settings.IsSet, SettingSources.ProcessEnvironment());
        if (variables is null)
            return;
        builder.Configuration.AddInMemoryCollection(variables);
        builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource(OwnSources).AddOtlpExporter());
    }
}
