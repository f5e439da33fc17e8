using Connectors.Gateway.Access.Oidc;
using Connectors.Gateway.Clients;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connectors.Gateway.Access;

/// <summary>Lets callers in who hold the gateway's credentials or, where there is an issuer, a token of its. Thread-safe.</summary>
internal sealed class Gatekeeper(CredentialCheck check, IServiceProvider services, GatewaySettings settings, TimeProvider time, ILogger<Gatekeeper> logger)
{
    private readonly TokenCheck? tokens = services.GetService<TokenCheck>();
    private readonly LoginThrottle throttle = new(settings.LoginAttempts, settings.LoginWindow, time);

    /// <summary>Who calls, put among the request's features; a refusal when that is nobody who may.</summary>
    public async ValueTask<Refusal?> AdmitAsync(HttpContext context, AccessRole needed)
    {
        var (caller, refusal) = tokens is not null && BearerToken.Of(context.Request) is { } token
            ? await tokens.KnowAsync(token, context.RequestAborted)
            : Basic(context);
        if (caller is null)
            return refusal;
        context.Features.Set(caller);
        return caller.Role >= needed ? null : Refusal.Lacks(caller, needed);
    }

    /// <summary>Who calls by the gateway's own credentials alone, or why that is nobody.</summary>
    public (Caller? Caller, Refusal? Refusal) Basic(HttpContext context)
    {
        if (!check.IsAsked)
            return ForeignPage.Sent(context.Request) ? (null, Refusal.OfPage) : (Caller.Anonymous, null);
        if (context.Request.Headers.Authorization is not [{ } sent] || !CredentialCheck.IsBasic(sent))
            return (null, Refusal.Unknown);
        var client = ClientAddress.Of(context);
        if (throttle.Pause(client) is { } left)
            return (null, Refusal.Paused(left));
        if (check.Matches(sent))
        {
            throttle.Clear(client);
            return (new Caller(check.Current!.User, AccessRole.Admin, CallerKind.Basic), null);
        }
        if (throttle.Fail(client, sent))
            Log.LoginsPaused(logger, client.ToString(), settings.LoginAttempts, settings.LoginWindow);
        return (null, Refusal.Unknown);
    }
}
