using Connectors.Cli.Data;
using Connectors.Cli.Settings;
using Connectors.Gateway;
using Connectors.Gateway.Metrics;
using Connectors.Gateway.Scaling;
using Connectors.Gateway.Tls;

namespace Connectors.Cli.Composition;

/// <summary>A provider and the gateway's REST API over it, without a queue, workers and connectors.</summary>
internal static class ProviderApplication
{
    public static WebApplication Build(LoadedSettings settings, DataDirectory data, LiveCredentials? credentials, ListenPoint listen)
    {
        var gateway = settings.Get<GatewaySettings>();
        // Both are for the gateway in front to do.
        (gateway.GuardsFunctions, gateway.LimitsFunctions) = (false, false);
        var builder = WebServers.Create(listen, gateway, GatewayTls.Open(gateway));
        var services = builder.Services;
        services.AddSingleton(Prometheus.Metrics.NewCustomRegistry());
        services.AddSingleton(HttpMetricNames.OfProvider);
        services.AddProvider(settings, data.Path, Directory.GetCurrentDirectory(), credentials, outlivesHub: true);
        // How many replicas there are is for the gateway in front to say, who sees all calls.
        services.AddGateway(gateway, credentials.ToGateway(), new ScalingSettings { Automatic = false });
        var application = builder.Build();
        application.UseGateway();
        application.MapGateway();
        return application;
    }
}
