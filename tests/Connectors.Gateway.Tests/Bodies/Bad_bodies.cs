using System.Net;
using Connectors.Gateway.Tests.Fixtures;
using Connectors.Gateway.Tests.Invocations;

namespace Connectors.Gateway.Tests.Bodies;

public sealed class Bad_bodies : IDisposable
{
    private readonly LogLines log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => log.Dispose();

    [Theory]
    [InlineData("Content-Length: 1000", "ab", 300, 20_000)]
    [InlineData("Content-Length: 1000", "", 300, 20_000)]
    [InlineData("Transfer-Encoding: chunked", "2\r\nab\r\n", 300, 20_000)]
    [InlineData("Content-Length: 1000", "ab", 300, 300)]
    [InlineData("Content-Length: 1000", "ab", 1200, 300)]
    [InlineData("Transfer-Encoding: chunked", "2\r\nab\r\n", 1200, 300)]
    public async Task A_synchronous_body_that_stalls_is_408_after_the_read_timeout(string framing, string begun, int read, int upstream)
    {
        await using var host = await StartAsync(settings => (settings.ReadTimeout, settings.UpstreamTimeout) = (TimeSpan.FromMilliseconds(read), TimeSpan.FromMilliseconds(upstream)));

        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync($"POST /function/echo HTTP/1.1\r\nHost: g\r\n{framing}\r\n\r\n{begun}");
        var answer = await raw.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 408", answer);
        Assert.Contains("the request body stalled for", answer);
    }

    [Fact]
    public async Task An_answer_that_has_begun_breaks_off_when_the_body_stalls()
    {
        await using var host = await StartAsync(settings => settings.ReadTimeout = TimeSpan.FromMilliseconds(300));
        await host.FunctionAsync("cat", Both_ways_at_once.Copy);

        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync("POST /function/cat HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n");
        var answer = await raw.ReadToEndAsync();

        Assert.EndsWith("2\r\nab\r\n", answer);
    }

    [Theory]
    [InlineData("/function/echo", "FFFFFFFFFFFFFFFF")]
    [InlineData("/async-function/echo", "FFFFFFFFFFFFFFFF")]
    [InlineData("/connector/open", "FFFFFFFFFFFFFFFF")]
    [InlineData("/function/echo", "7FFFFFFFFFFFFFFFFFF")]
    [InlineData("/function/echo", "xyz")]
    [InlineData("/connector/open", "xyz")]
    public async Task An_impossible_chunk_is_400_and_no_trace_in_the_log(string path, string length)
    {
        await using var host = await StartAsync();

        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync($"POST {path} HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n{length}\r\nab\r\n");
        var answer = await raw.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 400", answer);
        Assert.Contains("X-OpenFaaS-Internal: gateway", answer);
        Assert.True(log.Entries.Length == 0, string.Join("\n---\n", log.Entries));
        using var next = await host.SendAsync(HttpMethod.Post, "/function/echo", new StringContent("still here"));
        Assert.Equal((HttpStatusCode.OK, "still here"), (next.StatusCode, await next.Content.ReadAsStringAsync(Cancel)));
    }

    private async Task<GatewayHost> StartAsync(Action<GatewaySettings>? change = null)
    {
        var host = await GatewayHost.StartAsync(change, services: log.AddTo);
        // Answers only once it has the whole body, so that the status is still the gateway's to say.
        await host.FunctionAsync("echo", async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, Cancel);
            await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), Cancel);
        });
        return host;
    }
}
