using System.Globalization;
using Connectors.Core.Access;
using Connectors.Core.Checkpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Connectors.Gateway.Checkpoints;

/// <summary>
/// Checkpoints for connectors that run in a process of their own: <c>GET</c> and <c>PUT /system/checkpoints?key=</c>. The version
/// travels as an ETag; a write names the version it replaces in <c>If-Match</c> (<c>"0"</c>: none yet) and gets 412 when another was first.
/// </summary>
internal static class CheckpointEndpoints
{
    private const int LongestValue = 64 * 1024;

    public static void MapCheckpoints(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/system/checkpoints").WithMetadata(CredentialsRequired.Instance);
        group.MapGet("", (Delegate)ReadAsync);
        group.MapPut("", (Delegate)WriteAsync);
    }

    private static async Task<IResult> ReadAsync(string key, ICheckpointStore checkpoints, HttpContext context)
    {
        if (await checkpoints.GetAsync(key, context.RequestAborted) is not { } checkpoint)
            return Results.Text($"there is no checkpoint '{key}'\n", statusCode: StatusCodes.Status404NotFound);
        var tag = new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{checkpoint.Version}\""));
        return Results.Bytes(checkpoint.Value, "application/octet-stream", entityTag: tag);
    }

    private static async Task<IResult> WriteAsync(string key, ICheckpointStore checkpoints, HttpContext context)
    {
        var tag = context.Request.Headers.IfMatch.ToString().Trim('"');
        if (!long.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out var expected))
            return Results.Text("name the version you replace: If-Match: \"<version>\", or \"0\" for a new checkpoint\n", statusCode: StatusCodes.Status400BadRequest);
        if (context.Request.ContentLength is not (>= 0 and <= LongestValue))
            return Results.Text($"a checkpoint holds at most {LongestValue} bytes, sent with a Content-Length\n", statusCode: StatusCodes.Status413PayloadTooLarge);
        var value = new byte[context.Request.ContentLength.Value];
        await context.Request.Body.ReadExactlyAsync(value, context.RequestAborted);
        return await checkpoints.TrySetAsync(key, value, expected, context.RequestAborted)
            ? Results.Ok()
            : Results.Text($"checkpoint '{key}' has another version by now\n", statusCode: StatusCodes.Status412PreconditionFailed);
    }
}
