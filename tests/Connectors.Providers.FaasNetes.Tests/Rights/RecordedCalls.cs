using System.Collections.Concurrent;

namespace Connectors.Providers.FaasNetes.Tests.Rights;

/// <summary>Notes which rights each request to the API needs, as rules of the cluster name them: group, resource and verb.</summary>
internal sealed class RecordedCalls : DelegatingHandler
{
    private readonly ConcurrentDictionary<string, bool> seen = new();

    /// <summary>E.g. <c>apps/deployments: create</c>.</summary>
    public IEnumerable<string> Seen => seen.Keys.Order(StringComparer.Ordinal);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        seen[Right(request)] = true;
        return base.SendAsync(request, cancellationToken);
    }

    private static string Right(HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (group, rest) = path[0] == "api" ? ("", path[2..]) : (path[1], path[3..]);
        // The namespace that something is in is no resource of its own.
        if (rest is ["namespaces", _, _, ..])
            rest = rest[2..];
        var resource = rest.Length > 2 ? $"{rest[0]}/{rest[2]}" : rest[0];
        return $"{group}/{resource}: {Verb(request, isNamed: rest.Length > 1)}";
    }

    private static string Verb(HttpRequestMessage request, bool isNamed) => request.Method.Method switch
    {
        "GET" when isNamed => "get",
        "GET" => request.RequestUri!.Query.Contains("watch=true", StringComparison.Ordinal) ? "watch" : "list",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => "delete",
        var other => other,
    };
}
