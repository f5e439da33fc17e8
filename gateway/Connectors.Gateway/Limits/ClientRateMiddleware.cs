using System.Text;
using Connectors.Core.Access;
using Connectors.Gateway.Access;
using Connectors.Gateway.Answers;
using Connectors.Gateway.AsyncCalls;
using Connectors.Gateway.Clients;
using Connectors.Gateway.Invocations;
using Connectors.Gateway.Invocations.Grpc;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Limits;

/// <summary>Answers 429 to clients that call more often than <c>gateway.client-rate</c> allows, before anything is read of their calls.</summary>
internal sealed class ClientRateMiddleware(RequestDelegate next, ClientRates rates, CredentialCheck check, GatewaySettings settings)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<ClientRated>() is null || IsForTheDoor(context.Request) || IsOfWorker(context))
            return next(context);
        var client = ClientAddress.Of(context);
        return rates.TryTake(client, out var wait) ? next(context) : Refuse(context, client, wait);
    }

    // Connectors apart must show the gateway's credentials further on.
    private static bool IsForTheDoor(HttpRequest request) =>
        AsyncCallWishes.AreOfConnector(request.Headers) && request.Path.StartsWithSegments("/async-function", StringComparison.OrdinalIgnoreCase);

    // A worker apart calls as fast as it takes calls off the queue, and proves that it is one once it was asked to.
    private bool IsOfWorker(HttpContext context)
    {
        var headers = context.Request.Headers;
        return headers[CallProof.Header] is [{ Length: > 0 } proof] && check.Current is { } own
            && FunctionTarget.TryRead(context, "/function/", out var target) && target.TryName(settings.FunctionNamespace, out var function, out _)
            && CallProof.Holds(proof, Encoding.UTF8.GetBytes($"{own.User}:{own.Password}"), function, headers[HeaderRules.CallId].ToString());
    }

    private Task Refuse(HttpContext context, ClientAddress client, TimeSpan wait)
    {
        var line = $"client {client} calls more often than gateway.client-rate, {settings.ClientRate} a second, allows";
        context.Response.Headers[CallProof.Header] = CallProof.Wanted;
        return GrpcCall.Is(context.Request)
            ? GrpcAnswer.Write(context, StatusCodes.Status429TooManyRequests, line)
            : PlainAnswer.WriteRetry(context, StatusCodes.Status429TooManyRequests, line, wait);
    }
}
