using Connectors.Core.Access;
using Connectors.Core.Describing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Connectors.Gateway.Describing;

/// <summary>One operation: a path, a method, and what is said of it.</summary>
/// <param name="Path">Parameters in braces.</param>
/// <param name="Method">In capitals.</param>
/// <param name="Description">Of its route.</param>
/// <param name="IsGuarded">Whether it asks for credentials.</param>
internal sealed record RouteOperation(string Path, string Method, OperationDescription Description, bool IsGuarded);

/// <summary>Reads the operations of routes as they are mapped.</summary>
internal static class RouteOperations
{
    private static readonly string[] any = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    public static IEnumerable<RouteOperation> Of(Endpoint endpoint)
    {
        if (endpoint is not RouteEndpoint route)
            yield break;
        var descriptions = route.Metadata.GetOrderedMetadata<OperationDescription>();
        foreach (var description in descriptions.Count > 0 ? descriptions : [new OperationDescription("Not described.")])
        {
            foreach (var path in description.Path is { } given ? [given] : PathsOf(route.RoutePattern))
            {
                foreach (var method in description.Methods is { Count: > 0 } named ? named : MethodsOf(route))
                    yield return new(path, method, description, IsGuarded(route, path));
            }
        }
    }

    /// <summary>The names in braces.</summary>
    public static IEnumerable<string> ParametersOf(string path) =>
        path.Split('/').Where(segment => segment.StartsWith('{')).Select(segment => segment.Trim('{', '}'));

    // What may be left out, or be many segments, stands for itself once without and once with.
    private static List<string> PathsOf(RoutePattern pattern)
    {
        var paths = new List<string> { "" };
        foreach (var segment in pattern.PathSegments)
        {
            var part = segment.Parts[0];
            if (part is RoutePatternParameterPart { IsCatchAll: true } or RoutePatternParameterPart { IsOptional: true })
                paths.Add(paths[0] + "/" + TextOf(segment));
            else
                paths[0] += "/" + TextOf(segment);
        }
        if (paths[0].Length == 0)
            paths[0] = "/";
        return paths;
    }

    private static string TextOf(RoutePatternPathSegment segment) => string.Concat(segment.Parts.Select(part => part switch
    {
        RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        _ => "",
    }));

    private static IReadOnlyList<string> MethodsOf(Endpoint route) =>
        route.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods.Count: > 0 } bound ? bound.HttpMethods : any;

    private static bool IsGuarded(Endpoint route, string path) =>
        route.Metadata.GetMetadata<CredentialsRequired>() is not null
        || path.StartsWith("/system/", StringComparison.Ordinal) || path.StartsWith("/ui", StringComparison.Ordinal);
}
