using System.Globalization;
using Connectors.Core.Access;
using Connectors.Core.Checkpoints;
using Connectors.Gateway.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.Checkpoints;

/// <summary>
/// Checkpoints for connectors that run in a process of their own: <c>GET</c> and <c>PUT /system/checkpoints?key=</c>. The version
/// travels as an ETag; a write names the version it replaces in <c>If-Match</c> (<c>"0"</c>: none yet) and gets 412 when another was first.
/// A 404 bears the ETag <c>"0"</c>, so that it cannot be taken for another server's.
/// </summary>
internal static class CheckpointEndpoints
{
    private const int LongestKey = 2048;
    private const int LongestValue = 64 * 1024;

    public static void MapCheckpoints(this IEndpointRouteBuilder routes)
    {
        var checkpoints = routes.ServiceProvider.GetRequiredService<ICheckpointStore>();
        var group = routes.MapGroup("/system/checkpoints").WithMetadata(CredentialsRequired.Instance);
        group.MapGet("", context => ReadAsync(context, checkpoints)).WithMetadata(CheckpointDescriptions.Read);
        group.MapPut("", context => WriteAsync(context, checkpoints)).WithMetadata(CheckpointDescriptions.Write);
    }

    private static async Task ReadAsync(HttpContext context, ICheckpointStore checkpoints)
    {
        if (await KeyAsync(context) is not { } key)
            return;
        var checkpoint = await checkpoints.GetAsync(key, context.RequestAborted);
        var response = context.Response;
        response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{checkpoint?.Version ?? 0}\"");
        if (checkpoint is null)
        {
            await PlainAnswer.Write(context, StatusCodes.Status404NotFound, $"there is no checkpoint '{key}'");
            return;
        }
        response.ContentType = "application/octet-stream";
        response.ContentLength = checkpoint.Value.Length;
        await response.Body.WriteAsync(checkpoint.Value, context.RequestAborted);
    }

    private static async Task WriteAsync(HttpContext context, ICheckpointStore checkpoints)
    {
        if (await KeyAsync(context) is not { } key)
            return;
        var request = context.Request;
        if (!TryVersion(request.Headers.IfMatch.ToString(), out var expected))
            await PlainAnswer.Write(context, StatusCodes.Status400BadRequest, "name the version you replace: If-Match: \"<version>\", or \"0\" for a new checkpoint");
        else if (request.ContentLength is not { } length)
            await PlainAnswer.Write(context, StatusCodes.Status411LengthRequired, "send the checkpoint with a Content-Length");
        else if (length > LongestValue)
            await PlainAnswer.Write(context, StatusCodes.Status413PayloadTooLarge, $"a checkpoint holds at most {LongestValue} bytes, not {length}");
        else if (!await SetAsync(context, checkpoints, key, expected, (int)length))
            await PlainAnswer.Write(context, StatusCodes.Status412PreconditionFailed, $"checkpoint '{key}' has another version by now");
    }

    private static async Task<bool> SetAsync(HttpContext context, ICheckpointStore checkpoints, string key, long expected, int length)
    {
        var value = new byte[length];
        await context.Request.Body.ReadExactlyAsync(value, context.RequestAborted);
        return await checkpoints.TrySetAsync(key, value, expected, context.RequestAborted);
    }

    private static async Task<string?> KeyAsync(HttpContext context)
    {
        if (context.Request.Query["key"] is [{ Length: > 0 and <= LongestKey } key])
            return key;
        await PlainAnswer.Write(context, StatusCodes.Status400BadRequest, $"name one checkpoint: ?key=, with 1 to {LongestKey} characters");
        return null;
    }

    private static bool TryVersion(string tag, out long version)
    {
        version = 0;
        return tag is ['"', .., '"'] && tag.Length > 2 && long.TryParse(tag.AsSpan(1, tag.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out version);
    }
}
