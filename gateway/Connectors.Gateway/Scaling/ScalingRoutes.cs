using Connectors.Gateway.Access;
using Connectors.Gateway.Metrics;
using Connectors.Gateway.Scaling.Alerts;
using Connectors.Gateway.Scaling.Showing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.Scaling;

/// <summary>Where the calls about scaling stand.</summary>
internal static class ScalingRoutes
{
    public static void MapScaling(this RouteGroupBuilder system)
    {
        var services = ((IEndpointRouteBuilder)system).ServiceProvider;
        system.MapPost("/alert", services.GetRequiredService<AlertEndpoint>().Post).WithMetadata(new CountedAs("/system/alert"), RoleRequired.Deploy, ScalingDescriptions.Alert);
        system.MapGet("/scaling", services.GetRequiredService<ScalingEndpoint>().List).WithMetadata(new CountedAs("/system/scaling"), ScalingDescriptions.List);
    }
}
