using Connectors.Gateway.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.Providing;

/// <summary>Where a provider's own endpoints stand.</summary>
internal static class ProviderRoutes
{
    public static void MapProviding(this RouteGroupBuilder system)
    {
        var endpoints = ((IEndpointRouteBuilder)system).ServiceProvider.GetRequiredService<ProviderEndpoints>();
        system.MapGet("/changes", endpoints.Changes).WithMetadata(new CountedAs("/system/changes"), ProviderDescriptions.Changes);
        system.MapGet("/endpoints", endpoints.Endpoints).WithMetadata(new CountedAs("/system/endpoints"), ProviderDescriptions.Endpoints);
    }
}
