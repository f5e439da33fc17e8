using System.Net.WebSockets;
using System.Text;
using Connectors.Gateway.Tests.Fixtures;

namespace Connectors.Gateway.Tests.Invocations;

public sealed class Web_sockets
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_pass_both_ways_and_either_side_may_close()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("chat", EchoSocket.RunAsync);
        using var socket = await ConnectAsync(host, "chat");

        await SendAsync(socket, "hello");
        Assert.Equal("hello", await ReceiveAsync(socket));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "enough", Cancel);
        Assert.Equal(("enough", WebSocketState.Closed), (socket.CloseStatusDescription, socket.State));

        using var other = await ConnectAsync(host, "chat");
        await SendAsync(other, "bye");
        Assert.Equal("bye", await ReceiveAsync(other));
        var end = await other.ReceiveAsync(new byte[10], Cancel);
        Assert.Equal((WebSocketMessageType.Close, "you said it"), (end.MessageType, other.CloseStatusDescription));
    }

    [Fact]
    public async Task One_that_is_idle_outlasts_the_time_a_function_may_be_silent()
    {
        var silence = TimeSpan.FromMilliseconds(300);
        await using var host = await GatewayHost.StartAsync(settings => settings.UpstreamTimeout = silence);
        await host.FunctionAsync("chat", EchoSocket.RunAsync);
        await host.FunctionAsync("slow", context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        using var idle = await ConnectAsync(host, "chat");

        // An ordinary call that is cut for its silence shows that more time has passed than is allowed.
        using var cut = await host.SendAsync(HttpMethod.Get, "/function/slow", admin: false);
        Assert.Equal(504, (int)cut.StatusCode);

        await SendAsync(idle, "still here");
        Assert.Equal("still here", await ReceiveAsync(idle));
    }

    [Fact]
    public async Task A_function_that_does_not_answer_the_handshake_is_504()
    {
        await using var host = await GatewayHost.StartAsync(settings => settings.UpstreamTimeout = TimeSpan.FromMilliseconds(300));
        await host.FunctionAsync("slow", context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync("GET /function/slow HTTP/1.1\r\nHost: g\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 504", await raw.ReadUntilAsync("timed out"));
    }

    [Fact]
    public async Task A_caller_who_vanishes_ends_it_for_the_function()
    {
        await using var host = await GatewayHost.StartAsync();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await host.FunctionAsync("chat", async context =>
        {
            try
            {
                await EchoSocket.RunAsync(context);
            }
            catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException)
            {
            }
            ended.SetResult();
        });
        using var socket = await ConnectAsync(host, "chat");
        await SendAsync(socket, "hello");
        Assert.Equal("hello", await ReceiveAsync(socket));

        socket.Abort();

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    private static async Task<ClientWebSocket> ConnectAsync(GatewayHost host, string function)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(host.Address) { Scheme = "ws", Path = $"/function/{function}" }.Uri, Cancel);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Cancel);

    private static async Task<string> ReceiveAsync(WebSocket socket)
    {
        var buffer = new byte[100];
        var got = await socket.ReceiveAsync(buffer, Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        return Encoding.UTF8.GetString(buffer, 0, got.Count);
    }
}
