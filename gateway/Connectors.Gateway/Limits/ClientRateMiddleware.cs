using Connectors.Gateway.Answers;
using Connectors.Gateway.AsyncCalls;
using Connectors.Gateway.Clients;
using Connectors.Gateway.Invocations.Grpc;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Limits;

/// <summary>Answers 429 to clients that call more often than <c>gateway.client-rate</c> allows, before anything is read of their calls.</summary>
internal sealed class ClientRateMiddleware(RequestDelegate next, ClientRates rates, GatewaySettings settings)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<ClientRated>() is null || IsForTheDoor(context.Request))
            return next(context);
        var client = ClientAddress.Of(context);
        return rates.TryTake(client, out var wait) ? next(context) : Refuse(context, client, wait);
    }

    // Connectors apart must show the gateway's credentials further on.
    private static bool IsForTheDoor(HttpRequest request) =>
        AsyncCallWishes.AreOfConnector(request.Headers) && request.Path.StartsWithSegments("/async-function", StringComparison.OrdinalIgnoreCase);

    private Task Refuse(HttpContext context, ClientAddress client, TimeSpan wait)
    {
        var line = $"client {client} calls more often than gateway.client-rate, {settings.ClientRate} a second, allows";
        return GrpcCall.Is(context.Request)
            ? GrpcAnswer.Write(context, StatusCodes.Status429TooManyRequests, line)
            : PlainAnswer.WriteRetry(context, StatusCodes.Status429TooManyRequests, line, wait);
    }
}
