using Connectors.Core.Access;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Access;

/// <summary>
/// Guards every endpoint that bears <see cref="CredentialsRequired"/>, whoever mapped it, and all of <c>/system</c> and <c>/ui</c>
/// whether or not there is an endpoint.
/// </summary>
internal sealed class CredentialsMiddleware(RequestDelegate next, Gatekeeper gatekeeper)
{
    public Task InvokeAsync(HttpContext context) => IsGuarded(context) ? GuardAsync(context) : next(context);

    private async Task GuardAsync(HttpContext context)
    {
        if (await gatekeeper.AdmitAsync(context, RoleRequired.Of(context)) is { } refusal)
            await refusal.WriteAsync(context);
        else
            await next(context);
    }

    private static bool IsGuarded(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<CredentialsRequired>() is not null
        || context.Request.Path.StartsWithSegments("/system", StringComparison.OrdinalIgnoreCase)
        || context.Request.Path.StartsWithSegments("/ui", StringComparison.OrdinalIgnoreCase);
}
