using Connectors.Gateway.Logs;
using Connectors.Gateway.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.About;

/// <summary>What the system says of itself and its functions.</summary>
internal static class AboutRoutes
{
    public static void MapAbout(this RouteGroupBuilder system)
    {
        var services = ((IEndpointRouteBuilder)system).ServiceProvider;
        system.MapGet("/info", services.GetRequiredService<InfoEndpoint>().Get).WithMetadata(new CountedAs("/system/info"), AboutDescriptions.Info);
        system.MapGet("/logs", services.GetRequiredService<LogEndpoint>().Get).WithMetadata(new CountedAs("/system/logs"), AboutDescriptions.Logs);
    }
}
