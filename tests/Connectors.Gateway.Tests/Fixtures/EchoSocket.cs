using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Connectors.Gateway.Tests.Fixtures;

/// <summary>A function that sends back what comes by a WebSocket, and closes it when told "bye".</summary>
internal static class EchoSocket
{
    public static async Task RunAsync(HttpContext context)
    {
        var key = context.Request.Headers.SecWebSocketKey.ToString();
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.Connection = "Upgrade";
#pragma warning disable CA5350 // What the protocol prescribes.
        context.Response.Headers.SecWebSocketAccept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        await using var stream = await context.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync();
        using var socket = WebSocket.CreateFromStream(stream, isServer: true, subProtocol: null, Timeout.InfiniteTimeSpan);
        var buffer = new byte[100];
        while (await socket.ReceiveAsync(buffer, CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } got)
        {
            await socket.SendAsync(buffer.AsMemory(0, got.Count), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            if (Encoding.UTF8.GetString(buffer, 0, got.Count) == "bye")
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "you said it", CancellationToken.None);
        }
        if (socket.State == WebSocketState.CloseReceived)
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, socket.CloseStatusDescription, CancellationToken.None);
    }
}
