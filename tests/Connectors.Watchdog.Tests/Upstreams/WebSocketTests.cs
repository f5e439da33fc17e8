using System.Net.WebSockets;
using System.Text;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Upstreams;

public sealed class WebSocketTests
{
    private const string Asking = "GET /chat?x=1 HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    private const string Agreeing = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    [Fact]
    public async Task Bytes_go_both_ways_after_the_handshake_and_the_end_of_one_side_is_the_end()
    {
        string? seen = null;
        await using var upstream = new ScriptedUpstream(async connection =>
        {
            if ((seen = await connection.HeadAsync()) is null)
                return;
            await connection.WriteAsync(Agreeing + "hello");
            await connection.EchoAsync(6);
        });
        await using var watchdog = await upstream.StartReadyAsync();
        await using var caller = await RawRequest.SendAsync(watchdog.Server.Address, Asking);
        var answer = await caller.ReadUntilAsync("hello");
        Assert.StartsWith("HTTP/1.1 101 Switching Protocols\r\n", answer);
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", answer);
        Assert.Contains("Upgrade: websocket\r\n", answer);
        Assert.Contains("GET /chat?x=1 HTTP/1.1\r\n", seen);
        Assert.Contains("Connection: Upgrade\r\n", seen);
        await caller.Stream.WriteAsync("abc"u8.ToArray(), Token);
        await caller.ReadUntilAsync("abc");
        await caller.Stream.WriteAsync("def"u8.ToArray(), Token);
        Assert.Equal("def", await caller.ReadToEndAsync());
    }

    [Fact]
    public async Task It_outlives_the_time_limits_of_answers_and_ends_when_the_watchdog_stops()
    {
        await using var upstream = new ScriptedUpstream(async connection =>
        {
            if (await connection.HeadAsync() is null)
                return;
            await connection.WriteAsync(Agreeing);
            await connection.EchoAsync(long.MaxValue);
        });
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var watchdog = await RunningWatchdog.StartAsync(
            "sleep 1000",
            options => options with { Mode = WatchdogMode.Http, UpstreamUrl = upstream.Address, ExecTimeout = TimeSpan.FromSeconds(1), WriteTimeout = TimeSpan.FromSeconds(2) },
            time);
        await HttpModeTests.ReadyAsync(watchdog, time);
        await using var caller = await RawRequest.SendAsync(watchdog.Server.Address, Asking);
        await caller.ReadUntilAsync("\r\n\r\n");
        await caller.Stream.WriteAsync("early"u8.ToArray(), Token);
        await caller.ReadUntilAsync("early");
        time.Advance(TimeSpan.FromMinutes(5));
        await caller.Stream.WriteAsync("late"u8.ToArray(), Token);
        await caller.ReadUntilAsync("late");
        await watchdog.Server.StopAsync(TimeSpan.Zero);
        Assert.Equal("", await caller.ReadToEndAsync());
    }

    [Fact]
    public async Task A_refusal_of_the_upstream_is_an_ordinary_answer()
    {
        await using var upstream = new ScriptedUpstream(async connection =>
        {
            while (await connection.HeadAsync() is not null)
                await connection.WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
        });
        await using var watchdog = await upstream.StartReadyAsync();
        await using var caller = await RawRequest.SendAsync(watchdog.Server.Address, Asking);
        Assert.StartsWith("HTTP/1.1 403 Forbidden\r\n", await caller.ReadUntilAsync("no"));
    }

    [Theory]
    [InlineData("h2c")]
    [InlineData("websocket, h2c")]
    [InlineData("TLS/1.0")]
    public async Task Other_protocols_are_not_asked_for(string protocol)
    {
        string? seen = null;
        await using var upstream = new ScriptedUpstream(async connection =>
        {
            while (await connection.HeadAsync() is { } head)
            {
                seen = head;
                await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nplain");
            }
        });
        await using var watchdog = await upstream.StartReadyAsync();
        await using var caller = await RawRequest.SendAsync(watchdog.Server.Address, $"GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: {protocol}\r\nHTTP2-Settings: x\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await caller.ReadUntilAsync("plain"));
        Assert.DoesNotContain("Upgrade", seen, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("HTTP2-Settings", seen, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_switch_that_nobody_asked_for_is_502()
    {
        await using var upstream = new ScriptedUpstream(async connection =>
        {
            if (await connection.HeadAsync() is not null)
                await connection.WriteAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n");
        });
        await using var watchdog = await upstream.StartReadyAsync();
        using var response = await watchdog.Client.GetAsync("/", Token);
        Assert.Equal(502, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_client_that_speaks_the_whole_protocol_is_content()
    {
        await using var upstream = new ScriptedUpstream(async connection =>
        {
            if (await connection.HeadAsync() is not { } head)
                return;
            var key = head.Split("\r\n").Single(line => line.StartsWith("Sec-WebSocket-Key: ", StringComparison.OrdinalIgnoreCase))[19..];
#pragma warning disable CA5350 // The protocol's own choice.
            var accept = Convert.ToBase64String(System.Security.Cryptography.SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
            await connection.WriteAsync($"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {accept}\r\n\r\n");
            using var server = WebSocket.CreateFromStream(connection.Stream, new WebSocketCreationOptions { IsServer = true });
            var buffer = new byte[1024];
            var got = await server.ReceiveAsync(buffer, Token);
            await server.SendAsync(buffer.AsMemory(0, got.Count), WebSocketMessageType.Text, true, Token);
            await server.ReceiveAsync(buffer, Token);
            await server.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "bye", Token);
        });
        await using var watchdog = await upstream.StartReadyAsync();
        using var client = new ClientWebSocket();
        await client.ConnectAsync(new UriBuilder(watchdog.Server.Address) { Scheme = "ws" }.Uri, Token);
        await client.SendAsync("words"u8.ToArray(), WebSocketMessageType.Text, true, Token);
        var answer = new byte[1024];
        var received = await client.ReceiveAsync(answer, Token);
        Assert.Equal("words", Encoding.UTF8.GetString(answer, 0, received.Count));
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", Token);
        Assert.Equal((WebSocketCloseStatus.NormalClosure, "bye"), (client.CloseStatus, client.CloseStatusDescription));
    }
}
