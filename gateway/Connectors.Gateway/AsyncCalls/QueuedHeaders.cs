using Connectors.Core.Access;
using Connectors.Core.Invocations;
using Connectors.Gateway.Invocations;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.AsyncCalls;

/// <summary>The headers of a call as they wait in the queue for the function.</summary>
internal static class QueuedHeaders
{
    /// <summary>All but those of the connection, of the queue and of the call id, which travels by itself; with who called and under what host. The credentials of a connector are the gateway's own and stay here.</summary>
    public static InvocationHeaders Of(HttpContext context)
    {
        var request = context.Request;
        var ofConnection = request.Headers.Connection.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var headers = new InvocationHeaders();
        var withheld = AsyncCallWishes.AreOfConnector(request.Headers) ? "Authorization" : null;
        foreach (var (name, values) in request.Headers)
        {
            if (IsLeftOut(name) || name.Equals(withheld, StringComparison.OrdinalIgnoreCase) || ofConnection.Contains(name, StringComparer.OrdinalIgnoreCase))
                continue;
            foreach (var value in values)
                headers.Add(name, value ?? "");
        }
        if (!request.Headers.ContainsKey(HeaderRules.ForwardedFor) && RemoteAddress.Of(context) is { } caller)
            headers.Add(HeaderRules.ForwardedFor, caller);
        if (!request.Headers.ContainsKey(HeaderRules.ForwardedHost) && request.Host.HasValue)
            headers.Add(HeaderRules.ForwardedHost, request.Host.Value);
        return headers;
    }

    private static bool IsLeftOut(string name) =>
        name.StartsWith(':') || HeaderRules.IsFraming(name) || AsyncCallWishes.IsSteering(name)
        || name.Equals("Expect", StringComparison.OrdinalIgnoreCase) || name.Equals(CallProof.Header, StringComparison.OrdinalIgnoreCase) || name.Equals(HeaderRules.CallId, StringComparison.OrdinalIgnoreCase);
}
