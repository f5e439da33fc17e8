using System.Collections.Concurrent;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Tests.Attacks;

/// <summary>Requests whose end two servers could see in two places.</summary>
public sealed class Smuggling
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Content-Length: 4\r\nTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 4")]
    [InlineData("Content-Length: 4\r\nContent-Length: 100")]
    [InlineData("Content-Length: 4\r\nContent-Length: 4")]
    [InlineData("Content-Length: 4, 100")]
    [InlineData("Content-Length: -4")]
    [InlineData("Content-Length: 0x4")]
    [InlineData("Content-Length : 4")]
    [InlineData("Content-Length: 99999999999999999999")]
    [InlineData("Transfer-Encoding: xchunked")]
    [InlineData("Transfer-Encoding: chunked, identity")]
    [InlineData("Transfer-Encoding: identity")]
    [InlineData("Transfer-Encoding : chunked")]
    [InlineData(" Transfer-Encoding: chunked")]
    [InlineData("X: y\r\n Transfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding:\u000bchunked")]
    [InlineData("Transfer-Encoding: chunked, chunked")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: Chunked")]
    public Task An_ambiguous_length_is_400_and_no_second_request_comes_of_it(string headers) => RefusedAsync(headers, "400", "");

    [Theory]
    [InlineData("Transfer-Encoding: gzip, chunked", "gzip")]
    [InlineData("Transfer-Encoding: GZIP,chunked", "GZIP")]
    [InlineData("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", "gzip")]
    [InlineData("Transfer-Encoding: chunked, x;q=1, chunked", "x;q=1")]
    public Task A_body_that_is_coded_by_more_than_pieces_is_501_and_says_why(string headers, string coding) =>
        RefusedAsync(headers, "501", $"the request's Transfer-Encoding has '{coding}', which is not known here; send the body with chunked alone");

    [Fact]
    public async Task A_list_with_nothing_but_chunked_is_taken()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("echo", Invocations.Sync_calls.Echo);
        using var raw = await RawConnection.OpenAsync(host.Address);

        await raw.SendAsync("POST /function/echo HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: , Chunked\r\n\r\n3\r\none\r\n0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200", await raw.ReadUntilAsync("POST one"));
    }

    private static async Task RefusedAsync(string headers, string status, string words)
    {
        await using var host = await GatewayHost.StartAsync();
        var seen = new ConcurrentQueue<string>();
        await host.FunctionAsync("echo", async context =>
        {
            seen.Enqueue(context.Request.Path);
            await context.Request.Body.CopyToAsync(Stream.Null, Cancel);
            await context.Response.WriteAsync("seen", Cancel);
        });

        foreach (var path in new[] { "/function/echo/first", "/async-function/echo/first", "/connector/open" })
        {
            using var raw = await RawConnection.OpenAsync(host.Address);
            await raw.SendAsync($"POST {path} HTTP/1.1\r\nHost: g\r\n{headers}\r\n\r\n0\r\n\r\nGET /function/echo/smuggled HTTP/1.1\r\nHost: g\r\nConnection: close\r\n\r\n");
            var answer = await raw.ReadToEndAsync();
            Assert.StartsWith($"HTTP/1.1 {status}", answer);
            Assert.Contains(words, answer);
            Assert.Equal(0, answer.IndexOf("HTTP/1.1", 1, StringComparison.Ordinal) + 1);
        }

        Assert.DoesNotContain("/smuggled", seen);
        Assert.Empty(host.Queue.Stored);
    }
}
