using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Upstreams;

/// <summary>Answers that do not wait for the end of their request.</summary>
public sealed class DuplexTests
{
    // More than all buffers on the way take in.
    private const int Large = 64 << 20;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_upstream_may_answer_at_length_while_it_still_reads(bool held)
    {
        await using var upstream = new ScriptedUpstream(async connection =>
        {
            if (await connection.HeadAsync() is null)
                return;
            await connection.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Large}\r\n\r\n");
            await connection.EchoAsync(Large);
        });
        await using var watchdog = await upstream.StartReadyAsync(options => options with { BufferRequestBody = held });
        await using var request = await RawRequest.SendAsync(watchdog.Server.Address, $"POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: {Large}\r\n\r\n");
        var sending = request.Stream.WriteAsync(new byte[Large], Token).AsTask();
        Assert.EndsWith("\0\0", await request.ReadToEndAsync());
        await sending;
    }

    [Fact]
    public async Task An_answer_before_the_end_of_the_request_reaches_a_caller_that_first_sends_everything()
    {
        await using var upstream = new ScriptedUpstream(async connection =>
        {
            if (await connection.HeadAsync() is null)
                return;
            await connection.WriteAsync("HTTP/1.1 413 Too Much\r\nContent-Length: 2\r\n\r\nno");
            await connection.StayAsync();
        });
        await using var watchdog = await upstream.StartReadyAsync();
        using var response = await watchdog.Client.PostAsync("/", new ByteArrayContent(new byte[Large]), Token);
        Assert.Equal((413, "no"), ((int)response.StatusCode, await TextAsync(response)));
        Assert.Equal("no", await watchdog.PostTextAsync("the next"));
    }

    [Fact]
    public async Task A_caller_that_goes_away_in_the_middle_leaves_no_whole_request_behind()
    {
        var seen = new TaskCompletionSource<string>();
        await using var upstream = new ScriptedUpstream(async connection =>
        {
            if (await connection.HeadAsync() is null)
                return;
            using var rest = new StreamReader(connection.Stream);
            try
            {
                seen.TrySetResult(await rest.ReadToEndAsync(Token));
            }
            catch (IOException reset)
            {
                seen.TrySetResult(reset.Message);
            }
        });
        await using var watchdog = await upstream.StartReadyAsync();
        await using (await RawRequest.SendAsync(watchdog.Server.Address, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"))
            await watchdog.UntilAsync(() => upstream.Requests == 1, "the upstream has the head");
        Assert.DoesNotContain("0\r\n\r\n", await seen.Task);
    }
}
