using System.Text;
using Connectors.Core.Access;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Gateway.Clients;
using Connectors.Gateway.Invocations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Access.Functions;

/// <summary>
/// Lets callers to functions whose annotations ask for it only with the gateway's credentials or a token of the function's. What a caller
/// has shown to the gateway does not reach such a function. Calls that this process makes itself do not come by here. Thread-safe.
/// </summary>
internal sealed class FunctionGuard(
    ProtectionMap protections, Gatekeeper gatekeeper, CredentialCheck check, FunctionTokens tokens, GatewaySettings settings, TimeProvider time, ILogger<FunctionGuard> logger)
{
    // Apart from log-ins: callers of functions do not shut operators out who share an address with them.
    private readonly LoginThrottle throttle = new(settings.LoginAttempts, settings.LoginWindow, time);

    /// <summary>A refusal, or null when the call may go on; from then on its headers hold nothing that was the gateway's to see.</summary>
    /// <exception cref="ProviderUnavailableException">Nobody can tell what the function asks for.</exception>
    public async ValueTask<Refusal?> AdmitAsync(HttpContext context, FunctionName function)
    {
        if (!settings.GuardsFunctions)
            return null;
        var headers = context.Request.Headers;
        headers.Remove(CallProof.Header, out var proof);
        // What nobody knows is not called; that it is unknown is said elsewhere.
        if (await protections.OfAsync(function, context.RequestAborted) is not { } known)
            return null;
        if (known.Protection is not { } protection)
            return new Refusal(StatusCodes.Status503ServiceUnavailable, $"function {function} is not called, because who may call it is not known: {known.Fault}");
        if (protection.Kind == ProtectionKind.None)
            return null;
        var refusal = IsProven(proof.ToString(), function, headers[HeaderRules.CallId].ToString()) ? null
            : protection.Kind == ProtectionKind.Basic ? gatekeeper.Basic(context).Refusal
            : Token(context, function, protection.Secret!);
        headers.Remove("Authorization");
        return refusal;
    }

    private bool IsProven(string proof, FunctionName function, string callId) =>
        proof.Length > 0 && check.Current is { } own && CallProof.Holds(proof, Encoding.UTF8.GetBytes($"{own.User}:{own.Password}"), function, callId);

    private Refusal? Token(HttpContext context, FunctionName function, string secret)
    {
        if (BearerToken.Of(context.Request) is not { } token)
            return Unknown(function);
        var client = ClientAddress.Of(context);
        if (throttle.Pause(client) is { } left)
            return Refusal.Paused(left);
        switch (tokens.Hold(function, secret, token))
        {
            case true:
                throttle.Clear(client);
                return null;
            case null:
                return new Refusal(StatusCodes.Status503ServiceUnavailable, $"function {function} is not called, because the gateway has no token to compare with; its log says why");
        }
        if (throttle.Fail(client, token))
            Log.LoginsPaused(logger, client.ToString(), settings.LoginAttempts, settings.LoginWindow);
        return Unknown(function);
    }

    private static Refusal Unknown(FunctionName function) =>
        new(StatusCodes.Status401Unauthorized, $"function {function} wants a token of its own: Authorization: Bearer <token>") { Challenge = "Bearer realm=\"Restricted\"" };
}
