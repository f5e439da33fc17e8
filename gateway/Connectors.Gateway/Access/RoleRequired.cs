using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Access;

/// <summary>Endpoint metadata: who may use a route that changes something. Without it that takes an administrator, so that a new route is closed until it says otherwise.</summary>
internal sealed class RoleRequired
{
    private RoleRequired(AccessRole role) => Role = role;

    /// <summary>For who deploys functions.</summary>
    public static RoleRequired Deploy { get; } = new(AccessRole.Deploy);

    /// <summary>What the route takes.</summary>
    public AccessRole Role { get; }

    /// <summary>The role that a request of a guarded route takes.</summary>
    public static AccessRole Of(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            return AccessRole.Read;
        if (context.GetEndpoint()?.Metadata.GetMetadata<RoleRequired>() is { } required)
            return required.Role;
        // What is guarded elsewhere are connectors' routes, by which events come.
        return context.Request.Path.StartsWithSegments("/system", StringComparison.OrdinalIgnoreCase) ? AccessRole.Admin : AccessRole.Deploy;
    }
}
