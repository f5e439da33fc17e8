using System.Net;
using Microsoft.Extensions.Time.Testing;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Forking;

public sealed class SerializingModeTests
{
    [Theory]
    [InlineData("GET")]
    [InlineData("OPTIONS")]
    [InlineData("BREW")]
    public async Task Any_verb_runs_the_program_and_only_standard_output_is_the_answer(string verb)
    {
        await using var watchdog = await StartAsync("sh -c 'printf \"$Http_Method\"; echo remark >&2'");
        using var response = await watchdog.Client.SendAsync(new HttpRequestMessage(new HttpMethod(verb), "/"), Token);
        Assert.Equal((HttpStatusCode.OK, verb), (response.StatusCode, await TextAsync(response)));
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(verb.Length, response.Content.Headers.ContentLength);
        Assert.Matches(@"^\d+\.\d{6}$", response.Headers.GetValues("X-Duration-Seconds").Single());
        await watchdog.UntilAsync(() => watchdog.Lines.Contains("remark"), "standard error is logged");
        Assert.Contains(watchdog.Lines, line => line.StartsWith($"{verb} / - 200 - ContentLength: {verb.Length}B (", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sh -c 'echo output; exit 3'", "exit status 3")]
    [InlineData("sh -c 'kill -9 $$'", "signal: killed")]
    [InlineData("sh -c 'echo wrong >&2; exit 1'", "exit status 1")]
    public async Task A_failing_program_is_500_with_how_it_ended_and_nothing_of_its_output(string process, string expected)
    {
        await using var watchdog = await StartAsync(process, options => options with { ContentType = "text/x-own" });
        using var response = await watchdog.PostAsync("x");
        Assert.Equal((HttpStatusCode.InternalServerError, expected), (response.StatusCode, await TextAsync(response)));
        Assert.Equal("text/x-own", response.Content.Headers.ContentType!.ToString());
        Assert.True(response.Headers.Contains("X-Duration-Seconds"));
    }

    [Fact]
    public async Task A_run_past_its_time_is_500()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var watchdog = await RunningWatchdog.StartAsync(
            "sleep 1000", options => options with { Mode = WatchdogMode.Serializing, ExecTimeout = TimeSpan.FromSeconds(5), WriteTimeout = TimeSpan.Zero }, time);
        var answer = watchdog.PostAsync("");
        await watchdog.UntilAsync(() => watchdog.Server.ProcessIds.Count == 1, "it runs");
        time.Advance(TimeSpan.FromSeconds(5));
        using var response = await answer;
        Assert.Equal((HttpStatusCode.InternalServerError, "signal: killed"), (response.StatusCode, await TextAsync(response)));
        Assert.Empty(watchdog.Server.ProcessIds);
    }

    [Theory]
    [InlineData("sleep 1000", "")]
    [InlineData("sh -c 'echo begun; sleep 1000'", "begun\n")]
    public async Task In_streaming_mode_a_run_past_its_time_stays_200_and_is_seen_not_to_be_whole(string process, string expected)
    {
        await using var watchdog = await RunningWatchdog.StartAsync(process, options => options with { Mode = WatchdogMode.Streaming, ExecTimeout = TimeSpan.FromSeconds(1) });
        await using var request = await RawRequest.SendAsync(watchdog.Server.Address, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        var answer = await request.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer);
        Assert.Contains("Transfer-Encoding: chunked\r\n", answer);
        Assert.Contains(expected, answer);
        Assert.DoesNotContain("\r\n0\r\n", answer);
        Assert.DoesNotContain(watchdog.Lines, line => line.Contains("unhandled", StringComparison.OrdinalIgnoreCase));
    }

    private static Task<RunningWatchdog> StartAsync(string process, Func<WatchdogOptions, WatchdogOptions>? with = null) =>
        RunningWatchdog.StartAsync(process, options => (with ?? (same => same))(options with { Mode = WatchdogMode.Serializing }));
}
