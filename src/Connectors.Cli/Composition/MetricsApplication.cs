using Connectors.Cli.Meters;
using Connectors.Gateway;
using Prometheus;

namespace Connectors.Cli.Composition;

/// <summary>The server that Prometheus reads, apart from the gateway's so that metrics are never public with it.</summary>
internal static class MetricsApplication
{
    public static WebApplication Build(IServiceProvider hub, ListenPoint listen, GatewaySettings settings) =>
        Build(hub, listen, settings, application => application.MapGatewayMetrics(hub));

    /// <summary>Of connectors or a worker apart from the gateway; the numbers of functions are the gateway's to tell.</summary>
    public static WebApplication OfApart(IServiceProvider rooms, ListenPoint listen, GatewaySettings settings) =>
        Build(rooms, listen, settings, application =>
        {
            application.MapMetrics("/metrics", rooms.GetRequiredService<CollectorRegistry>());
            application.MapGatewayHealth(rooms);
        });

    private static WebApplication Build(IServiceProvider hub, ListenPoint listen, GatewaySettings settings, Action<WebApplication> map)
    {
        var registry = hub.GetRequiredService<CollectorRegistry>();
        var builder = WebServers.Create(listen, settings);
        builder.Services.AddSingleton(_ => new RoomMeters(registry));
        var application = builder.Build();
        // Owned by the container, so that it stops listening with the server.
        _ = application.Services.GetRequiredService<RoomMeters>();
        application.UseRouting();
        map(application);
        return application;
    }
}
