using Connectors.Gateway.Access;
using Connectors.Gateway.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.Secrets;

/// <summary>Where the endpoints of secrets stand.</summary>
internal static class SecretRoutes
{
    public static void MapSecrets(this RouteGroupBuilder system)
    {
        var endpoints = ((IEndpointRouteBuilder)system).ServiceProvider.GetRequiredService<SecretEndpoints>();
        var secrets = system.MapGroup("/secrets");
        secrets.WithMetadata(new CountedAs("/system/secrets"), RoleRequired.Deploy);
        secrets.MapGet("", endpoints.List).WithMetadata(SecretDescriptions.List);
        secrets.MapPost("", endpoints.Create).WithMetadata(SecretDescriptions.Create);
        secrets.MapPut("", endpoints.Update).WithMetadata(SecretDescriptions.Update);
        secrets.MapMethods("", ["DELETE"], endpoints.Delete).WithMetadata(SecretDescriptions.Delete);
    }
}
