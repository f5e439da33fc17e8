using System.Net;
using System.Text;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Tests.Invocations;

public sealed class Sync_streams
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_streams_to_the_function_piece_by_piece()
    {
        await using var host = await GatewayHost.StartAsync();
        var pieces = System.Threading.Channels.Channel.CreateUnbounded<string>();
        await host.FunctionAsync("sink", async context =>
        {
            var buffer = new byte[100];
            while (await context.Request.Body.ReadAsync(buffer, Cancel) is > 0 and var count)
                await pieces.Writer.WriteAsync(Encoding.ASCII.GetString(buffer, 0, count), Cancel);
        });
        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync("POST /function/sink HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n");

        foreach (var word in new[] { "one", "two", "six" })
        {
            await raw.SendAsync($"3\r\n{word}\r\n");
            Assert.Equal(word, await pieces.Reader.ReadAsync(Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel));
        }
        await raw.SendAsync("0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", await raw.ReadUntilAsync("\r\n\r\n"));
    }

    [Fact]
    public async Task An_answer_streams_to_the_caller_piece_by_piece()
    {
        await using var host = await GatewayHost.StartAsync();
        var pieces = System.Threading.Channels.Channel.CreateUnbounded<string>();
        await host.FunctionAsync("source", async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.FlushAsync(Cancel);
            await foreach (var piece in pieces.Reader.ReadAllAsync(Cancel))
            {
                await context.Response.WriteAsync(piece, Cancel);
                await context.Response.Body.FlushAsync(Cancel);
            }
        });
        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync("GET /function/source HTTP/1.1\r\nHost: g\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", await raw.ReadUntilAsync("\r\n\r\n"));

        foreach (var word in new[] { "data: one\n\n", "data: two\n\n" })
        {
            await pieces.Writer.WriteAsync(word, Cancel);
            Assert.Contains(word, await raw.ReadUntilAsync(word));
        }
        pieces.Writer.Complete();
        Assert.EndsWith("0\r\n\r\n", await raw.ReadUntilAsync("0\r\n\r\n"));
    }

    [Fact]
    public async Task Large_bodies_pass_in_little_memory()
    {
        var size = long.Parse(Environment.GetEnvironmentVariable("CONNECTORS_TEST_BODY_MIB") ?? "100", System.Globalization.CultureInfo.InvariantCulture) << 20;
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("there-and-back", async context =>
        {
            var (piece, received) = (new byte[1 << 16], 0L);
            while (await context.Request.Body.ReadAsync(piece, Cancel) is > 0 and var count)
                received += count;
            for (var sent = 0L; sent < received; sent += piece.Length)
                await context.Response.Body.WriteAsync(piece, Cancel);
        });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/function/there-and-back") { Content = new Zeros(size) };
        using var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using var body = await response.Content.ReadAsStreamAsync(Cancel);
        var (buffer, total, looked) = (new byte[1 << 16], 0L, 0L);
        while (await body.ReadAsync(buffer, Cancel) is > 0 and var count)
        {
            total += count;
            if (total - looked < 10 << 20)
                continue;
            // Collected first: what is garbage by now says how busy the machine is, not what the gateway holds.
            looked = total;
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        Assert.Equal(size, total);
        Assert.InRange(most, 0, 64L << 20);
    }

    [Fact]
    public async Task A_sync_body_over_its_limit_is_413()
    {
        await using var host = await GatewayHost.StartAsync(settings => settings.MaxSyncBodyBytes = new(10));
        await host.FunctionAsync("echo", Sync_calls.Echo);

        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync("POST /function/echo HTTP/1.1\r\nHost: g\r\nContent-Length: 10000000\r\n\r\n0123456789abcdef");
        Assert.StartsWith("HTTP/1.1 413", await raw.ReadToEndAsync());

        using var chunked = await RawConnection.OpenAsync(host.Address);
        await chunked.SendAsync("POST /function/echo HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n14\r\n01234567890123456789\r\n");
        Assert.StartsWith("HTTP/1.1 413", await chunked.ReadToEndAsync());
    }

    private sealed class Zeros(long size) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var piece = new byte[1 << 16];
            for (var sent = 0L; sent < size; sent += piece.Length)
                await stream.WriteAsync(piece, Cancel);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = size;
            return true;
        }
    }
}
