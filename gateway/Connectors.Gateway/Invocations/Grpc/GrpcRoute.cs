using Connectors.Gateway.Limits;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.Invocations.Grpc;

/// <summary>Leads calls of gRPC past routing, because their path is their method's alone; those under <c>/function/</c> are routed like any call.</summary>
internal static class GrpcRoute
{
    /// <summary>Put it before routing. Without functions to call it does nothing.</summary>
    public static void UseGrpcCalls(this IApplicationBuilder application)
    {
        if (application.ApplicationServices.GetRequiredService<IServiceProviderIsService>().IsService(typeof(FunctionEndpoint)) is false)
            return;
        var functions = application.ApplicationServices.GetRequiredService<FunctionEndpoint>();
        var endpoint = new Endpoint(functions.InvokeGrpcAsync, new EndpointMetadataCollection(functions.BodyRule, ClientRated.Instance), "gRPC");
        application.Use((context, next) =>
        {
            if (GrpcCall.Is(context.Request) && !context.Request.Path.StartsWithSegments("/function", StringComparison.OrdinalIgnoreCase))
                context.SetEndpoint(endpoint);
            return next(context);
        });
    }
}
