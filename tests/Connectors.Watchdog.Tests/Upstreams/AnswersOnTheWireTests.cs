using System.Globalization;
using System.Net;
using System.Net.Sockets;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Upstreams;

/// <summary>What an upstream's bytes mean.</summary>
public sealed class AnswersOnTheWireTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData("HTTP/1.1 200\r\ncontent-length:4\r\n\r\nbody")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 4\n\nbody")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nbod\r\n1;x=y\r\ny\r\n000\r\nX-Trailer: 1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 99\r\n\r\n4\r\nbody\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Folded: a\r\n  b\r\nContent-Length: 4\r\n\r\nbody")]
    public async Task An_answer_is_understood_in_every_form_and_however_it_is_cut(string answer)
    {
        var requests = 0;
        await using var upstream = new ScriptedUpstream(async connection =>
        {
            while (await connection.HeadAsync() is not null)
            {
                // The first at once, the second letter by letter.
                if (requests++ == 0)
                    await connection.WriteAsync(answer);
                else
                    foreach (var letter in answer)
                        await connection.WriteAsync(letter.ToString());
            }
        });
        await using var watchdog = await upstream.StartReadyAsync();
        for (var call = 0; call < 2; call++)
            Assert.Equal("body", await watchdog.Client.GetStringAsync("/", Token));
        Assert.Equal(1, upstream.Connections);
    }

    [Theory]
    [InlineData("HTTP/1.0 200 OK\r\n\r\nto the end", "to the end")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nto the end", "to the end")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nend", "end")]
    public async Task An_answer_may_end_with_its_connection(string answer, string body)
    {
        await using var upstream = new ScriptedUpstream(async connection =>
        {
            if (await connection.HeadAsync() is not null)
                await connection.WriteAsync(answer);
        });
        await using var watchdog = await upstream.StartReadyAsync();
        for (var call = 0; call < 2; call++)
            Assert.Equal(body, await watchdog.Client.GetStringAsync("/", Token));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nbody5", "two lengths")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +4\r\n\r\nbody", "no number")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nbody", "no number")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "transfer encoding")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n", "no header")]
    [InlineData("HTTP/1.1 200 OK\r\nnonsense\r\n\r\n", "no header")]
    [InlineData("HTTP/2 200\r\n\r\n", "no answer of HTTP/1.1")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n", "no answer of HTTP/1.1")]
    [InlineData("HTTP/1.1 200 OK\r\nX: y", "broke off")]
    [InlineData("", "without an answer")]
    public async Task An_answer_that_cannot_be_understood_or_in_two_ways_is_502_and_says_so(string answer, string reason)
    {
        await using var upstream = new ScriptedUpstream(async connection =>
        {
            if (await connection.HeadAsync() is not null)
                await connection.WriteAsync(answer);
        });
        await using var watchdog = await upstream.StartReadyAsync();
        using var response = await watchdog.Client.GetAsync("/", Token);
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains(reason, await TextAsync(response));
        Assert.Matches(@"^\d+\.\d{6}$", response.Headers.GetValues("X-Duration-Seconds").Single());
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nX-Long: ")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    public async Task A_head_without_end_is_not_waited_for(string again)
    {
        await using var upstream = new ScriptedUpstream(async connection =>
        {
            if (await connection.HeadAsync() is null)
                return;
            while (true)
                await connection.WriteAsync(again);
        });
        await using var watchdog = await upstream.StartReadyAsync();
        using var response = await watchdog.Client.GetAsync("/", Token);
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
    }

    [Theory]
    [InlineData("x\r\n")]
    [InlineData("-1\r\n")]
    [InlineData("1000000000000000\r\n")]
    [InlineData("1\r\nab\r\n")]
    [InlineData("5\r\nab")]
    public async Task A_body_in_broken_chunks_breaks_off_for_the_caller(string chunks)
    {
        await using var upstream = new ScriptedUpstream(async connection =>
        {
            if (await connection.HeadAsync() is not null)
                await connection.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
        });
        await using var watchdog = await upstream.StartReadyAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => watchdog.Client.GetStringAsync("/", Token));
    }

    [Fact]
    public async Task A_connection_that_the_upstream_has_closed_serves_no_further_request()
    {
        var closed = new TaskCompletionSource();
        await using var upstream = new ScriptedUpstream(async connection =>
        {
            if (await connection.HeadAsync() is null)
                return;
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            connection.Stream.Socket.Shutdown(SocketShutdown.Send);
            closed.TrySetResult();
            await connection.StayAsync();
        });
        await using var watchdog = await upstream.StartReadyAsync();
        Assert.Equal("ok", await watchdog.Client.GetStringAsync("/", Token));
        await closed.Task;
        Assert.Equal("ok", await watchdog.Client.GetStringAsync("/", Token));
        Assert.Equal(2, upstream.Connections);
    }

    [Fact]
    public async Task Connections_are_used_again_and_given_up_after_a_while()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var upstream = new ScriptedUpstream(async connection =>
        {
            while (await connection.HeadAsync() is not null)
                await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        await using var watchdog = await RunningWatchdog.StartAsync("sleep 1000", options => options with { Mode = WatchdogMode.Http, UpstreamUrl = upstream.Address, WriteTimeout = TimeSpan.Zero }, time);
        await HttpModeTests.ReadyAsync(watchdog, time);
        for (var call = 0; call < 5; call++)
            Assert.Equal("ok", await watchdog.Client.GetStringAsync(string.Create(CultureInfo.InvariantCulture, $"/{call}"), Token));
        Assert.Equal(1, upstream.Connections);
        time.Advance(TimeSpan.FromSeconds(5));
        await watchdog.UntilAsync(() => upstream.Open == 0, "the connection is given up");
    }
}
