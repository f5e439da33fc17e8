using Connectors.Gateway.Bodies;
using Connectors.Gateway.Invocations;
using Connectors.Gateway.Limits;
using Connectors.Gateway.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.AsyncCalls;

/// <summary><c>/async-function/…</c>: functions to call, and calls to ask about.</summary>
internal static class AsyncCallRoutes
{
    public static void MapAsyncCalls(this IEndpointRouteBuilder routes, GatewaySettings settings)
    {
        var door = routes.ServiceProvider.GetRequiredService<AsyncDoor>();
        var calls = routes.ServiceProvider.GetRequiredService<CallEndpoints>();
        routes.Map("/async-function/{name}/{**rest}", context => HttpMethods.IsPost(context.Request.Method) ? door.EnterAsync(context) : calls.InvokeAsync(context))
            .WithMetadata(new RequestBodyRule(settings.MaxBodyBytes.Bytes, Streams: false), new CountedAs("/async-function"), ClientRated.Instance)
            .WithMetadata(CallDescriptions.Async);
    }
}
