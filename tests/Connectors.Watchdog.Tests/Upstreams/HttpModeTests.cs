using System.Net;
using Microsoft.Extensions.Time.Testing;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Upstreams;

public sealed class HttpModeTests : IDisposable
{
    private readonly PerlUpstream upstream = new();

    public void Dispose() => upstream.Dispose();

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("DELETE", "/a/../b/%2e%2e/c%2Fd?x=%20&y=1+2")]
    [InlineData("OPTIONS", "/x?")]
    [InlineData("BREW", "/pot;a=1//double")]
    public async Task Method_and_target_arrive_as_written(string method, string target)
    {
        await using var watchdog = await upstream.StartReadyAsync();
        await using var request = await RawRequest.SendAsync(watchdog.Server.Address, $"{method} {target} HTTP/1.1\r\nHost: example.org:99\r\nConnection: close\r\n\r\n");
        var answer = await request.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer);
        Assert.Contains($"\r\n\r\n{method} {target} HTTP/1.1\r\n", answer);
        Assert.Contains("Host: example.org:99\r\n", answer[10..]);
    }

    [Fact]
    public async Task End_to_end_headers_pass_byte_by_byte_and_the_connections_do_not()
    {
        await using var watchdog = await upstream.StartReadyAsync();
        await using var request = await RawRequest.SendAsync(
            watchdog.Server.Address,
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nConnection: X-Hop\r\nX-Hop: 1\r\nTE: trailers\r\nUpgrade: websocket\r\nProxy-Authorization: x\r\nX-Call-Id: 7\r\nX-Bytes: \u00e9\u00ff\r\nAccept: a\r\nAccept: b\r\n\r\nend");
        var answer = await request.ReadUntilAsync("\r\n\r\nend");
        var seen = answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        Assert.Contains("X-Call-Id: 7\r\n", seen);
        Assert.Contains("X-Bytes: \u00e9\u00ff\r\n", seen);
        Assert.Contains("Accept: a, b\r\n", seen);
        Assert.All(["X-Hop", "TE:", "Upgrade", "Proxy-Authorization", "Connection"], name => Assert.DoesNotContain(name, seen, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Status_reason_and_headers_come_back()
    {
        await using var watchdog = await upstream.StartReadyAsync();
        await using var request = await RawRequest.SendAsync(watchdog.Server.Address, "GET /created HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        var answer = await request.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 201 Made It\r\n", answer);
        Assert.Contains("X-Two: a\r\nX-Two: b\r\n", answer);
        Assert.Contains("Location: http://elsewhere/\r\n", answer);
        Assert.DoesNotContain("Hop", answer);
        Assert.DoesNotContain("Internal", answer);
        Assert.DoesNotContain("Keep-Alive", answer);
        Assert.EndsWith("\r\n\r\nok", answer);
        await watchdog.UntilAsync(() => watchdog.Lines.Any(line => line.StartsWith("GET /created - 201 Made It - ContentLength: 2B (", StringComparison.Ordinal)), "the line about it");
    }

    [Theory]
    [InlineData("GET", "/nothing", 204)]
    [InlineData("GET", "/same", 304)]
    [InlineData("HEAD", "/", 200)]
    public async Task Answers_without_a_body_have_none(string method, string target, int status)
    {
        await using var watchdog = await upstream.StartReadyAsync();
        for (var repeat = 0; repeat < 2; repeat++)
        {
            using var response = await watchdog.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), target), Token);
            Assert.Equal((status, ""), ((int)response.StatusCode, await TextAsync(response)));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bodies_arrive_whole_with_or_without_a_length(bool chunked)
    {
        await using var watchdog = await upstream.StartReadyAsync();
        var body = new string('b', 3 << 20);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(body) };
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await watchdog.Client.SendAsync(request, Token);
        var answer = await TextAsync(response);
        Assert.EndsWith("\r\n\r\n" + body, answer);
        Assert.Contains(chunked ? "Transfer-Encoding: chunked" : "Content-Length: 3145728", answer);
    }

    [Fact]
    public async Task Events_reach_the_caller_one_by_one()
    {
        await using var watchdog = await upstream.StartReadyAsync(environment: ("STEP", Path.Combine(upstream.Folder, "step")));
        using var response = await watchdog.Client.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        foreach (var number in new[] { "1", "2", "3" })
        {
            Assert.Equal(number, await reader.ReadLineAsync(Token));
            Assert.Equal("", await reader.ReadLineAsync(Token));
            upstream.Touch("step" + number);
        }
        Assert.Null(await reader.ReadLineAsync(Token));
    }

    [Fact]
    public async Task An_upstream_that_does_not_answer_in_time_is_504_and_lives_on()
    {
        var time = new FakeTimeProvider();
        await using var watchdog = await upstream.StartAsync(options => options with { ExecTimeout = TimeSpan.FromSeconds(5), WriteTimeout = TimeSpan.Zero }, time);
        await ReadyAsync(watchdog, time);
        var answer = watchdog.Client.GetAsync("/hang", Token);
        await watchdog.UntilAsync(() => watchdog.Lines.Contains("hanging"), "the upstream has the request");
        time.Advance(TimeSpan.FromSeconds(5));
        using var response = await answer;
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal("The upstream did not answer within 5s (exec_timeout).", await TextAsync(response));
        Assert.True(watchdog.Server.IsReady);
        await watchdog.Server.StopAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_body_that_stalls_is_408()
    {
        await using var watchdog = await upstream.StartReadyAsync(options => options with { ReadTimeout = TimeSpan.FromSeconds(1) });
        await using var request = await RawRequest.SendAsync(watchdog.Server.Address, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc");
        Assert.StartsWith("HTTP/1.1 408", await request.ReadUntilAsync("The request's body did not arrive within 1s (read_timeout)."));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_breaks_off_for_the_caller_and_none_at_all_is_502()
    {
        await using var watchdog = await upstream.StartReadyAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => watchdog.Client.GetStringAsync("/cut", Token));
        using var dropped = await watchdog.Client.GetAsync("/drop", Token);
        Assert.Equal(HttpStatusCode.BadGateway, dropped.StatusCode);
        Assert.StartsWith("The upstream broke the call off: ", await TextAsync(dropped));
    }

    [Fact]
    public async Task Both_lengths_at_once_smuggle_nothing()
    {
        await using var watchdog = await upstream.StartReadyAsync();
        await using var request = await RawRequest.SendAsync(
            watchdog.Server.Address,
            "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");
        Assert.DoesNotContain("smuggled", await request.ReadToEndAsync());
        Assert.DoesNotContain(watchdog.Lines, line => line.Contains("smuggled"));
    }

    internal static Task ReadyAsync(RunningWatchdog watchdog, FakeTimeProvider time) => watchdog.UntilAsync(
        () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            return watchdog.Server.IsReady;
        },
        "the upstream is ready");
}
