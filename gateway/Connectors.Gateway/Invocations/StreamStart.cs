using Connectors.Gateway.Invocations.Grpc;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Invocations;

/// <summary>Which answers' heads go out before there is a piece of a body.</summary>
internal static class StreamStart
{
    /// <summary>
    /// Who listens to a stream wants to know that it stands, however long the first piece takes. A status among the headers says that there is no stream.
    /// </summary>
    public static bool IsWanted(HttpContext context)
    {
        var response = context.Response;
        return response.ContentLength is null && !HttpMethods.IsHead(context.Request.Method)
            && (GrpcCall.Is(context.Request) ? !response.Headers.ContainsKey("grpc-status")
                : response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true);
    }
}
