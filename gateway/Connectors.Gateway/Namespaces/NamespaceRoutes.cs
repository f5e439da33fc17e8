using Connectors.Gateway.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.Namespaces;

/// <summary>Where the endpoints of namespaces stand: clients use the singular and the plural.</summary>
internal static class NamespaceRoutes
{
    public static void MapNamespaces(this RouteGroupBuilder system)
    {
        var endpoints = ((IEndpointRouteBuilder)system).ServiceProvider.GetRequiredService<NamespaceEndpoints>();
        foreach (var path in new[] { "/namespaces", "/namespace" })
        {
            var group = system.MapGroup(path);
            group.WithMetadata(new CountedAs($"/system{path}"));
            group.MapGet("", endpoints.List).WithMetadata(NamespaceDescriptions.List);
            group.MapPost("", endpoints.Create).WithMetadata(NamespaceDescriptions.Create);
            group.MapGet("/{name}", endpoints.Get).WithMetadata(NamespaceDescriptions.Get);
            group.MapPost("/{name}", endpoints.Create).WithMetadata(NamespaceDescriptions.Create);
            group.MapPut("/{name}", endpoints.Update).WithMetadata(NamespaceDescriptions.Update);
            group.MapMethods("/{name}", ["DELETE"], endpoints.Delete).WithMetadata(NamespaceDescriptions.Delete);
        }
    }
}
