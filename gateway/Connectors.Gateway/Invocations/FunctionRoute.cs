using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.Invocations;

/// <summary>Leads calls of functions past routing, which would only find what their prefix says, and allocate for it.</summary>
internal static class FunctionRoute
{
    /// <summary>The pattern under which the endpoint is mapped.</summary>
    public const string Pattern = "/function/{name}/{**rest}";

    private const string Prefix = "/function/";

    /// <summary>Put it before routing. It takes the endpoint that is mapped, with all its metadata; without one it does nothing.</summary>
    public static void UseFunctionRoute(this IApplicationBuilder application)
    {
        var endpoint = new Lazy<Endpoint?>(() => application.ApplicationServices.GetService<EndpointDataSource>()?.Endpoints
            .OfType<RouteEndpoint>().FirstOrDefault(mapped => mapped.RoutePattern.RawText == Pattern));
        application.Use((context, next) =>
        {
            if (IsCall(context.Request.Path.Value) && context.GetEndpoint() is null)
                context.SetEndpoint(endpoint.Value);
            return next(context);
        });
    }

    // Where the name is empty it is routing's to say that there is nothing.
    private static bool IsCall(string? path) =>
        path is not null && path.Length > Prefix.Length && path[Prefix.Length] != '/' && path.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);
}
