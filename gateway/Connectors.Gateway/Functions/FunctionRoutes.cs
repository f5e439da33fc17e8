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
        system.MapGet("/functions", endpoints.List).WithMetadata(all, FunctionDescriptions.List);
        system.MapPost("/functions", endpoints.Create).WithMetadata(all, deploys, FunctionDescriptions.Create);
        system.MapPut("/functions", endpoints.Update).WithMetadata(all, deploys, FunctionDescriptions.Update);
        system.MapMethods("/functions", ["DELETE"], endpoints.Delete).WithMetadata(all, deploys, FunctionDescriptions.Delete);
        system.MapGet("/function/{name}", endpoints.Get).WithMetadata(new CountedAs("/system/function"), FunctionDescriptions.Get);
        system.MapPost("/scale-function/{name}", endpoints.Scale).WithMetadata(new CountedAs("/system/scale-function"), deploys, FunctionDescriptions.Scale);
    }
}
