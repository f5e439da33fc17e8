using Connectors.Gateway.Access;
using Connectors.Gateway.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.Functions;

/// <summary>Where the endpoints of functions stand.</summary>
internal static class FunctionRoutes
{
    public static void MapFunctions(this RouteGroupBuilder system)
    {
        var endpoints = ((IEndpointRouteBuilder)system).ServiceProvider.GetRequiredService<FunctionEndpoints>();
        var all = new CountedAs("/system/functions");
        var deploys = RoleRequired.Deploy;
        system.MapGet("/functions", endpoints.List).WithMetadata(all);
        system.MapPost("/functions", endpoints.Create).WithMetadata(all, deploys);
        system.MapPut("/functions", endpoints.Update).WithMetadata(all, deploys);
        system.MapMethods("/functions", ["DELETE"], endpoints.Delete).WithMetadata(all, deploys);
        system.MapGet("/function/{name}", endpoints.Get).WithMetadata(new CountedAs("/system/function"));
        system.MapPost("/scale-function/{name}", endpoints.Scale).WithMetadata(new CountedAs("/system/scale-function"), deploys);
    }
}
