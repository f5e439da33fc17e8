using Connectors.Gateway.About;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Connectors.Gateway.Describing;

/// <summary><c>GET /openapi.json</c>: every route, made once from what is mapped. It says nothing that the sources do not, so it asks for no credentials.</summary>
/// <param name="routes">What is mapped.</param>
/// <param name="takesTokens">Whether tokens of an issuer open what asks for credentials.</param>
internal sealed class OpenApiEndpoint(EndpointDataSource routes, bool takesTokens)
{
    private readonly Lazy<Task<byte[]>> document = new(() => MakeAsync(routes, takesTokens));

    public async Task Get(HttpContext context)
    {
        var bytes = await document.Value;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static async Task<byte[]> MakeAsync(EndpointDataSource routes, bool takesTokens)
    {
        using var bytes = new MemoryStream();
        await RouteDocument.Of(routes, InfoEndpoint.Release, takesTokens).SerializeAsJsonAsync(bytes, OpenApiSpecVersion.OpenApi3_1, CancellationToken.None);
        return bytes.ToArray();
    }
}
