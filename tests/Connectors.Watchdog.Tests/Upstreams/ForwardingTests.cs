using System.Globalization;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Upstreams;

public sealed class ForwardingTests : IDisposable
{
    private readonly PerlUpstream upstream = new();

    public void Dispose() => upstream.Dispose();

    [Theory]
    [InlineData("POST", "")]
    [InlineData("PUT", "")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "body")]
    public async Task A_request_that_the_upstream_has_read_is_not_sent_again(string method, string body)
    {
        var first = true;
        await using var dropping = new ScriptedUpstream(async connection =>
        {
            while (await connection.HeadAsync() is { } head)
            {
                await connection.Stream.ReadExactlyAsync(new byte[ScriptedUpstream.Connection.Length(head)], Token);
                if (!first)
                    return;
                first = false;
                await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        });
        await using var watchdog = await dropping.StartReadyAsync();
        Assert.Equal("ok", await watchdog.PostTextAsync(""));
        using var request = new HttpRequestMessage(new HttpMethod(method), "/") { Content = body.Length > 0 ? new StringContent(body) : null };
        using var response = await watchdog.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(2, dropping.Requests);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(3 << 20)]
    public async Task A_body_that_is_held_arrives_whole_and_with_its_length(int size)
    {
        await using var watchdog = await upstream.StartReadyAsync(options => options with { BufferRequestBody = true });
        var body = new string('b', size);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(body) };
        request.Headers.TransferEncodingChunked = true;
        using var response = await watchdog.Client.SendAsync(request, Token);
        var answer = await TextAsync(response);
        Assert.EndsWith("\r\n\r\n" + body, answer);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"Content-Length: {size}\r\n"), answer);
        Assert.DoesNotContain("Transfer-Encoding", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Content-Length: 9\r\n\r\nabc", "HTTP/1.1 408")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nxyz\r\n", "HTTP/1.1 400")]
    public async Task A_body_that_does_not_come_whole_is_not_sent_at_all_when_it_is_held(string rest, string status)
    {
        await using var silent = new ScriptedUpstream(connection => connection.HeadAsync());
        await using var watchdog = await silent.StartReadyAsync(options => options with { BufferRequestBody = true, ReadTimeout = TimeSpan.FromMilliseconds(300) });
        await using var request = await RawRequest.SendAsync(watchdog.Server.Address, "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + rest);
        Assert.StartsWith(status, await request.ReadToEndAsync());
        Assert.Equal(0, silent.Requests);
    }

    [Fact]
    public async Task A_disk_that_takes_no_held_body_is_500()
    {
        var gone = Directory.CreateDirectory(Path.Combine(upstream.Folder, "gone")).FullName;
        await using var watchdog = await upstream.StartReadyAsync(options => options with { BufferRequestBody = true }, null, ("TMPDIR", gone));
        Directory.Delete(gone);
        using var response = await watchdog.Client.PostAsync("/", new ByteArrayContent(new byte[3 << 20]), Token);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.StartsWith("The request's body could not be held: ", await TextAsync(response));
    }

    [Fact]
    public async Task A_caller_that_waits_for_100_continue_gets_it_and_the_upstream_no_expectation()
    {
        await using var watchdog = await upstream.StartReadyAsync();
        await using var request = await RawRequest.SendAsync(watchdog.Server.Address, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", await request.ReadUntilAsync("\r\n\r\n"));
        await request.Stream.WriteAsync("end"u8.ToArray(), Token);
        Assert.DoesNotContain("Expect", await request.ReadUntilAsync("\r\n\r\nend"));
    }

    [Fact]
    public async Task Answers_tell_their_duration_but_for_those_that_go_on()
    {
        await using var watchdog = await upstream.StartReadyAsync();
        using var plain = await watchdog.Client.GetAsync("/", Token);
        Assert.Matches(@"^\d+\.\d{6}$", plain.Headers.GetValues("X-Duration-Seconds").Single());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
        using var events = await watchdog.Client.SendAsync(request, Token);
        Assert.False(events.Headers.Contains("X-Duration-Seconds"));
    }

    [Theory]
    [InlineData("2s", 5, "2s (X-Timeout)")]
    [InlineData("2", 5, "2s (X-Timeout)")]
    [InlineData("2s", 0, "2s (X-Timeout)")]
    [InlineData("9s", 5, "5s (exec_timeout)")]
    [InlineData("0s", 5, "5s (exec_timeout)")]
    [InlineData("-1s", 5, "5s (exec_timeout)")]
    [InlineData("soon", 5, "5s (exec_timeout)")]
    public async Task A_caller_may_shorten_the_time_and_not_lengthen_it(string wish, int limit, string expected)
    {
        var time = new FakeTimeProvider();
        await using var watchdog = await upstream.StartAsync(options => options with { ExecTimeout = TimeSpan.FromSeconds(limit), WriteTimeout = TimeSpan.Zero }, time);
        await HttpModeTests.ReadyAsync(watchdog, time);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/hang");
        request.Headers.TryAddWithoutValidation("X-Timeout", wish);
        var answer = watchdog.Client.SendAsync(request, Token);
        await watchdog.UntilAsync(() => watchdog.Lines.Contains("hanging"), "the upstream has the request");
        time.Advance(TimeSpan.FromSeconds(5));
        using var response = await answer;
        Assert.Equal((HttpStatusCode.GatewayTimeout, $"The upstream did not answer within {expected}."), (response.StatusCode, await TextAsync(response)));
    }
}
