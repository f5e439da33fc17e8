using Connectors.Gateway.About;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Connectors.Gateway.Describing;

/// <summary><c>GET /openapi.json</c>: every route, made once from what is mapped. It says nothing that the sources do not, so it asks for no credentials.</summary>
internal sealed class OpenApiEndpoint(EndpointDataSource routes)
{
    private readonly Lazy<Task<byte[]>> document = new(() => MakeAsync(routes));

    public async Task Get(HttpContext context)
    {
        var bytes = await document.Value;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static async Task<byte[]> MakeAsync(EndpointDataSource routes)
    {
        using var bytes = new MemoryStream();
        await RouteDocument.Of(routes, InfoEndpoint.Release).SerializeAsJsonAsync(bytes, OpenApiSpecVersion.OpenApi3_1, CancellationToken.None);
        return bytes.ToArray();
    }
}
