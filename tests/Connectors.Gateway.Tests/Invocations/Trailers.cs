using Connectors.Gateway.Tests.Fixtures;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Tests.Invocations;

public sealed class Trailers
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Those_of_a_request_reach_the_function_but_none_that_frames_or_steers()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("sum", async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, Cancel);
            await context.Response.WriteAsync($"sum={context.Request.GetTrailer("X-Sum")} auth={context.Request.GetTrailer("Authorization")}.", Cancel);
        });
        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync("POST /function/sum HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n3\r\none\r\n0\r\nX-Sum: 42\r\nAuthorization: Basic eA==\r\n\r\n");

        Assert.Contains("sum=42 auth=.", await raw.ReadUntilAsync("."));
    }

    [Fact]
    public async Task Names_that_would_end_a_line_are_left_out()
    {
        await using var host = await GatewayHost.StartAsync(settings => settings.H2cListen = "127.0.0.1:0");
        var seen = System.Threading.Channels.Channel.CreateUnbounded<string>();
        await host.FunctionAsync("sum", async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, Cancel);
            var trailers = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestTrailersFeature>()!.Trailers;
            seen.Writer.TryWrite($"{context.Request.Method} {string.Join(',', trailers.Select(trailer => $"{trailer.Key}={trailer.Value}"))}");
        });
        using var raw = await RawHttp2.OpenAsync(host.H2cAddress);
        byte[] post = [0x83, 0x86, .. RawHttp2.Literal(":path", "/function/sum"), .. RawHttp2.Literal(":authority", "g")];
        await raw.SendAsync(RawHttp2.Frame(RawHttp2.Headers, RawHttp2.EndHeaders, 1, post));
        await raw.SendAsync(RawHttp2.Frame(0, 0, 1, "abc"u8));
        byte[] trailers = [.. RawHttp2.Literal("x-t: 1\r\n\r\nget /function/other/smuggled?", "HTTP/1.1"), .. RawHttp2.Literal("x-good", "yes")];
        await raw.SendAsync(RawHttp2.Frame(RawHttp2.Headers, RawHttp2.EndStream | RawHttp2.EndHeaders, 1, trailers));

        Assert.Equal("POST x-good=yes", await seen.Reader.ReadAsync(Cancel));
        while (await raw.ReadAsync() is { } frame && frame is not { Stream: 1, Type: RawHttp2.Headers })
        {
        }
        Assert.Equal(0, seen.Reader.Count);
    }
}
