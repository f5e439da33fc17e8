using System.Buffers;
using System.Text.Json;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Gateway.Answers;
using Connectors.Gateway.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Connectors.Gateway.Logs;

/// <summary>
/// <c>GET /system/logs</c>: lines of JSON, each sent as soon as it is there. Who follows is let go when the host stops: such an answer has
/// no end of its own to wait for.
/// </summary>
internal sealed class LogEndpoint(IFunctionLogs logs, GatewaySettings settings, TimeProvider time, IHostApplicationLifetime lifetime)
{
    public async Task Get(HttpContext context)
    {
        var name = context.Request.Query["name"].ToString();
        if (!NamedFunction.TryRead(context, settings, name, null, out var function, out var fault))
        {
            await PlainAnswer.Write(context, StatusCodes.Status400BadRequest, fault);
            return;
        }
        if (!LogQuery.TryRead(context.Request.Query, function, time.GetUtcNow(), out var query, out fault))
        {
            // The status is the one clients know from the gateway.
            await PlainAnswer.Write(context, StatusCodes.Status500InternalServerError, fault);
            return;
        }
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        if (logs.Read(query, query.Follow ? either.Token : context.RequestAborted) is not { } lines)
            await PlainAnswer.Write(context, StatusCodes.Status404NotFound, $"function {function} not found");
        else if (query.Follow)
            await Follow(context, lines, either.Token);
        else
            await Send(context.Response, lines, context.RequestAborted);
    }

    private static async Task Follow(HttpContext context, IAsyncEnumerable<FunctionLogLine> lines, CancellationToken either)
    {
        try
        {
            await Send(context.Response, lines, either);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            // The host stops; what was sent is whole lines, and the answer ends as if there were no more.
        }
    }

    private static async Task Send(HttpResponse response, IAsyncEnumerable<FunctionLogLine> lines, CancellationToken cancellationToken)
    {
        response.ContentType = "application/x-ndjson";
        await response.StartAsync(cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
        await foreach (var line in lines.WithCancellation(cancellationToken))
        {
            // A line and its end go out together.
            await response.Body.WriteAsync(LineOf(line), cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
        }
    }

    private static ReadOnlyMemory<byte> LineOf(FunctionLogLine line)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            JsonSerializer.Serialize(writer, line, OpenFaasJson.Default.FunctionLogLine);
        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }
}
