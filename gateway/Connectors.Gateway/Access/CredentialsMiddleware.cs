using Connectors.Core.Access;
using Connectors.Gateway.Answers;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Access;

/// <summary>
/// Guards every endpoint that bears <see cref="CredentialsRequired"/>, whoever mapped it, and all of <c>/system</c> and <c>/ui</c>
/// whether or not there is an endpoint.
/// </summary>
internal sealed class CredentialsMiddleware(RequestDelegate next, CredentialCheck check)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!IsGuarded(context))
            return next(context);
        if (!check.IsAsked && ForeignPage.Sent(context.Request))
            return PlainAnswer.Write(context, StatusCodes.Status403Forbidden, "without credentials this answers to programs of this machine only, not to web pages");
        return check.Holds(context.Request) ? next(context) : Refuse(context);
    }

    /// <summary>The answer to a caller without credentials.</summary>
    public static Task Refuse(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"Restricted\"";
        return PlainAnswer.Write(context, StatusCodes.Status401Unauthorized, "invalid credentials");
    }

    private static bool IsGuarded(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<CredentialsRequired>() is not null
        || context.Request.Path.StartsWithSegments("/system", StringComparison.OrdinalIgnoreCase)
        || context.Request.Path.StartsWithSegments("/ui", StringComparison.OrdinalIgnoreCase);
}
