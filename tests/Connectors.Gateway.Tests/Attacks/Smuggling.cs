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
    public async Task An_ambiguous_length_is_400_and_no_second_request_comes_of_it(string headers)
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
            Assert.StartsWith("HTTP/1.1 400", answer);
            Assert.Equal(0, answer.IndexOf("HTTP/1.1", 1, StringComparison.Ordinal) + 1);
        }

        Assert.DoesNotContain("/smuggled", seen);
        Assert.Empty(host.Queue.Stored);
    }
}
