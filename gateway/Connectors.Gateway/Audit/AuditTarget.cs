using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Audit;

/// <summary>What a call changes, as far as its handler has understood it; kept among a request's features.</summary>
/// <param name="Namespace">Of a function or secret; or the namespace itself.</param>
/// <param name="Name">Of a function or secret; null: the namespace itself.</param>
internal sealed record AuditTarget(string? Namespace, string? Name)
{
    /// <summary>Tells the audit.</summary>
    public static void Tell(HttpContext context, string? @namespace, string? name) => context.Features.Set(new AuditTarget(@namespace, name));
}
