using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Access;

/// <summary>Finds a bearer token in a request. Clients that are not logged in send an empty one, which is none.</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <summary>The token; null when there is none.</summary>
    public static string? Of(HttpRequest request) =>
        request.Headers.Authorization is [{ } sent] && sent.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && sent.AsSpan(Scheme.Length).Trim() is { Length: > 0 } token
            ? token.ToString()
            : null;
}
