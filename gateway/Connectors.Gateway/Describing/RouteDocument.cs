using Connectors.Core.Describing;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Connectors.Gateway.Describing;

/// <summary>The OpenAPI document of everything that is mapped.</summary>
internal static class RouteDocument
{
    private const string Basic = "basic";
    private const string Bearer = "bearer";

    public static OpenApiDocument Of(EndpointDataSource routes, string version, bool takesTokens)
    {
        var document = new OpenApiDocument
        {
            Info = new OpenApiInfo
            {
                Title = "Connectors",
                Version = version,
                Description = "Functions, called at once or from a durable queue, their deployment, and the queues. It agrees with the OpenFaaS gateway. Errors are one line of text.",
            },
            Paths = [],
        };
        document.AddComponent(Basic, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "basic", Description = "The gateway's credentials." });
        if (takesTokens)
            document.AddComponent(Bearer, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = "A token of the issuer that oidc.issuer names." });
        string[] schemes = takesTokens ? [Basic, Bearer] : [Basic];
        var schemas = new JsonSchemas(document);
        foreach (var operation in routes.Endpoints.SelectMany(RouteOperations.Of).OrderBy(operation => operation.Path, StringComparer.Ordinal))
            Add(document, operation, schemas, schemes);
        return document;
    }

    private static void Add(OpenApiDocument document, RouteOperation operation, JsonSchemas schemas, string[] schemes)
    {
        if (!document.Paths.TryGetValue(operation.Path, out var known) || known is not OpenApiPathItem path)
            document.Paths[operation.Path] = path = new OpenApiPathItem { Operations = [] };
        path.Operations!.TryAdd(HttpMethod.Parse(operation.Method), new OpenApiOperation
        {
            Summary = operation.Description.Summary,
            Tags = new HashSet<OpenApiTagReference> { TagOf(document, operation.Path) },
            Parameters = Parameters(operation),
            RequestBody = Body(operation.Description, schemas),
            Responses = OpenApiAnswers.Of(operation, schemas, takesTokens: schemes.Contains(Bearer)),
            Security = operation.IsGuarded ? [.. schemes.Select(scheme => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, document)] = [] })] : null,
        });
    }

    private static OpenApiTagReference TagOf(OpenApiDocument document, string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var name = segments is ["system", var what, ..] ? what : segments is [var first, ..] ? first : "root";
        (document.Tags ??= new HashSet<OpenApiTag>()).Add(new OpenApiTag { Name = name });
        return new OpenApiTagReference(name, document);
    }

    private static List<IOpenApiParameter> Parameters(RouteOperation operation)
    {
        var described = operation.Description.Parameters;
        var inPath = RouteOperations.ParametersOf(operation.Path).ToList();
        var all = inPath.Select(name => described.FirstOrDefault(one => one.Name == name && one.Place == OperationParameterPlace.Path)
            ?? new OperationParameter(name, "", OperationParameterPlace.Path)).ToList();
        all.AddRange(described.Where(one => one.Place != OperationParameterPlace.Path));
        return [.. all.Select(one => (IOpenApiParameter)new OpenApiParameter
        {
            Name = one.Name,
            Description = one.Description.Length > 0 ? one.Description : null,
            In = one.Place switch
            {
                OperationParameterPlace.Path => ParameterLocation.Path,
                OperationParameterPlace.Header => ParameterLocation.Header,
                _ => ParameterLocation.Query,
            },
            Required = one.Place == OperationParameterPlace.Path,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        })];
    }

    private static OpenApiRequestBody? Body(OperationDescription description, JsonSchemas schemas)
    {
        if (description.Body is null && description.BodyType is null)
            return null;
        return new OpenApiRequestBody
        {
            Required = description.Body is not null,
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                [description.BodyType ?? "application/json"] = new OpenApiMediaType { Schema = description.Body is null ? null : schemas.Of(description.Body()) },
            },
        };
    }
}
