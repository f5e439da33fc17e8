using System.Net;
using System.Security.Cryptography;
using System.Text;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Forking;

public sealed class StreamingModeTests
{
    [Fact]
    public async Task Input_and_output_stream_at_the_same_time()
    {
        await using var watchdog = await StartAsync("cat");
        await using var request = await RawRequest.SendAsync(watchdog.Server.Address, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
        var seen = "";
        foreach (var part in new[] { "one", "two" })
        {
            await request.Stream.WriteAsync(Encoding.ASCII.GetBytes($"3\r\n{part}\r\n"), Token);
            while (!seen.Contains(part))
                seen += await ReadSomeAsync(request);
        }
        await request.Stream.WriteAsync("0\r\n\r\n"u8.ToArray(), Token);
        Assert.EndsWith("0\r\n\r\n", seen + await request.ReadToEndAsync());
        Assert.StartsWith("HTTP/1.1 200", seen);
        Assert.Contains("Content-Type: application/octet-stream", seen);
    }

    [Fact]
    public async Task Standard_error_goes_to_the_log_only()
    {
        await using var watchdog = await StartAsync("sh -c 'echo out; echo err >&2'");
        Assert.Equal("out\n", await watchdog.PostTextAsync(""));
        Assert.Contains("err", watchdog.Lines);
    }

    [Fact]
    public async Task No_output_and_success_is_an_empty_200_and_a_failure_before_the_first_byte_500()
    {
        await using var silent = await StartAsync("true");
        using var response = await silent.PostAsync("x");
        Assert.Equal((HttpStatusCode.OK, ""), (response.StatusCode, await TextAsync(response)));
        await using var failing = await StartAsync("false");
        using var failure = await failing.PostAsync("x");
        Assert.Equal((HttpStatusCode.InternalServerError, "exit status 1\n"), (failure.StatusCode, await TextAsync(failure)));
    }

    [Theory]
    [InlineData("sh -c 'echo begun; exit 1'")]
    [InlineData("sh -c 'echo begun; kill -9 $$'")]
    [InlineData("sh -c 'echo begun; sleep 1000'")]
    public async Task A_failure_after_the_first_byte_breaks_the_connection_off(string process)
    {
        await using var watchdog = await StartAsync(process, options => options with { ExecTimeout = TimeSpan.FromSeconds(1) });
        await Assert.ThrowsAsync<HttpRequestException>(() => watchdog.PostTextAsync(""));
        await watchdog.UntilAsync(() => watchdog.Server.ProcessIds.Count == 0, "it was killed");
    }

    [Theory]
    [InlineData("Content-Length")]
    [InlineData("chunked")]
    public async Task Ten_megabytes_pass_through_unchanged_even_when_the_caller_sends_before_it_reads(string framing)
    {
        await using var watchdog = await StartAsync("cat");
        var bytes = RandomNumberGenerator.GetBytes(10 << 20);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ByteArrayContent(bytes) };
        request.Headers.TransferEncodingChunked = framing == "chunked";
        using var response = await watchdog.Client.SendAsync(request, Token);
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await response.Content.ReadAsByteArrayAsync(Token)));
    }

    [Fact]
    public async Task A_caller_that_takes_no_answer_is_cut_off_in_time()
    {
        await using var watchdog = await StartAsync("yes", options => options with { WriteTimeout = TimeSpan.FromSeconds(1) });
        await using var request = await RawRequest.SendAsync(watchdog.Server.Address, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        await watchdog.UntilAsync(() => watchdog.Server.ProcessIds.Count == 1, "it runs");
        await watchdog.UntilAsync(() => watchdog.Server.ProcessIds.Count == 0, "it was killed");
        await watchdog.Server.StopAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Output_without_end_waits_for_its_reader_and_ends_with_it()
    {
        await using var watchdog = await StartAsync("yes");
        using (var response = await watchdog.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, Token))
        {
            await using var body = await response.Content.ReadAsStreamAsync(Token);
            await body.ReadExactlyAsync(new byte[1 << 20], Token);
            Assert.Single(watchdog.Server.ProcessIds);
        }
        await watchdog.UntilAsync(() => watchdog.Server.ProcessIds.Count == 0, "it was killed");
    }

    [Fact]
    public async Task A_slow_reader_gets_everything_a_program_has_left_behind()
    {
        await using var watchdog = await StartAsync("head -c 4000000 /dev/zero");
        using var response = await watchdog.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, Token);
        await using var body = await response.Content.ReadAsStreamAsync(Token);
        var total = 0;
        var buffer = new byte[1 << 20];
        for (int read; (read = await body.ReadAsync(buffer, Token)) > 0;)
        {
            if (total == 0)
                await Task.Delay(TimeSpan.FromSeconds(2.5), Token);
            total += read;
        }
        Assert.Equal(4_000_000, total);
    }

    private static Task<RunningWatchdog> StartAsync(string process, Func<WatchdogOptions, WatchdogOptions>? with = null) =>
        RunningWatchdog.StartAsync(process, options => (with ?? (same => same))(options with { Mode = WatchdogMode.Streaming }));

    private static async Task<string> ReadSomeAsync(RawRequest request)
    {
        var buffer = new byte[4096];
        return Encoding.Latin1.GetString(buffer, 0, await request.Stream.ReadAsync(buffer, Token));
    }
}
