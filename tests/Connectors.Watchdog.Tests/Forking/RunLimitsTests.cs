using System.Net;
using Microsoft.Extensions.Time.Testing;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Forking;

public sealed class RunLimitsTests
{
    private const string Family = "sh -c 'sleep 1000 & echo $! >&2; sh -c \"sleep 1001 & echo \\$! >&2; wait\"'";
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task A_run_past_its_time_is_408_and_nobody_of_its_group_survives()
    {
        await using var watchdog = await StartFamilyAsync(options => options with { ExecTimeout = TimeSpan.FromSeconds(5) });
        var answer = watchdog.PostAsync("");
        var grandchildren = await GrandchildrenAsync(watchdog);
        time.Advance(TimeSpan.FromSeconds(5));
        using var response = await answer;
        Assert.Equal(HttpStatusCode.RequestTimeout, response.StatusCode);
        Assert.Equal("Killed process.", await TextAsync(response));
        await AllGoneAsync(watchdog, grandchildren);
    }

    [Fact]
    public async Task An_answer_past_its_time_is_504_and_kills()
    {
        await using var watchdog = await StartFamilyAsync(options => options with { WriteTimeout = TimeSpan.FromSeconds(5) });
        var answer = watchdog.PostAsync("");
        var grandchildren = await GrandchildrenAsync(watchdog);
        time.Advance(TimeSpan.FromSeconds(5));
        using var response = await answer;
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal("The answer took longer than 5s (write_timeout); the process was killed.", await TextAsync(response));
        await AllGoneAsync(watchdog, grandchildren);
    }

    [Fact]
    public async Task A_caller_that_goes_away_kills_the_group()
    {
        await using var watchdog = await StartFamilyAsync();
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var answer = watchdog.Client.GetAsync("/", impatience.Token);
        var grandchildren = await GrandchildrenAsync(watchdog);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await AllGoneAsync(watchdog, grandchildren);
        await watchdog.UntilAsync(() => watchdog.Lines.Contains("The caller went away; the process was killed."), "a line in the log");
    }

    [Fact]
    public async Task Background_descendants_are_killed_when_the_leader_has_ended()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("sh -c 'sleep 1000 & echo $!'");
        var child = int.Parse(await watchdog.PostTextAsync(""));
        await watchdog.UntilAsync(() => !IsAlive(child), "the background process is gone");
    }

    [Fact]
    public async Task A_descendant_that_left_the_group_does_not_hold_the_answer_up()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("sh -c 'setsid sleep 1000 & echo $!'");
        var child = int.Parse(await watchdog.PostTextAsync(""));
        Assert.True(IsAlive(child));
        using var escaped = System.Diagnostics.Process.GetProcessById(child);
        escaped.Kill();
    }

    [Fact]
    public async Task A_late_word_of_a_descendant_within_a_second_is_still_heard()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("sh -c '(sleep 0.2; echo late) & echo early'");
        Assert.Equal("early\nlate\n", await watchdog.PostTextAsync(""));
    }

    [Theory]
    [InlineData("Content-Length: 10", "abc")]
    [InlineData("Transfer-Encoding: chunked", "3\r\nabc\r\n")]
    public async Task A_body_that_stalls_is_408_and_kills(string framing, string begun)
    {
        await using var watchdog = await RunningWatchdog.StartAsync("cat", Unhurried, time);
        await using var request = await RawRequest.SendAsync(watchdog.Server.Address, $"POST / HTTP/1.1\r\nHost: h\r\n{framing}\r\n\r\n{begun}");
        await watchdog.UntilAsync(() => watchdog.Server.ProcessIds.Count == 1, "it runs");
        var pid = watchdog.Server.ProcessIds.Single();
        await AdvanceUntilAsync(watchdog, () => watchdog.Lines.Any(line => line.Contains("did not arrive within 3s")), TimeSpan.FromSeconds(3));
        var answer = await request.ReadUntilAsync("The request's body did not arrive within 3s (read_timeout); the process was killed.");
        Assert.StartsWith("HTTP/1.1 408", answer);
        Assert.Contains("Connection: close", answer);
        Assert.False(IsAlive(pid));
    }

    [Fact]
    public async Task A_malformed_body_is_400_and_kills()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("cat");
        await using var request = await RawRequest.SendAsync(watchdog.Server.Address, "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n");
        Assert.StartsWith("HTTP/1.1 400", await request.ReadToEndAsync());
        await watchdog.UntilAsync(() => watchdog.Server.ProcessIds.Count == 0, "it was killed");
    }

    [Fact]
    public async Task A_body_that_breaks_off_kills()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("cat");
        await using (var request = await RawRequest.SendAsync(watchdog.Server.Address, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc"))
            await watchdog.UntilAsync(() => watchdog.Server.ProcessIds.Count == 1, "it runs");
        await watchdog.UntilAsync(() => watchdog.Server.ProcessIds.Count == 0, "it was killed");
        Assert.DoesNotContain(watchdog.Lines, line => line.StartsWith("Wrote", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_slow_reader_of_a_large_body_is_not_a_slow_caller()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("sh -c 'sleep 1; wc -c'", options => options with { ReadTimeout = TimeSpan.FromMilliseconds(500) });
        using var response = await watchdog.Client.PostAsync("/", new ByteArrayContent(new byte[4 << 20]), Token);
        Assert.Equal("4194304\n", await TextAsync(response));
    }

    [Fact]
    public async Task Beyond_max_inflight_callers_get_429_until_there_is_room()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("cat", options => options with { MaxInflight = 1 });
        await using var first = await RawRequest.SendAsync(watchdog.Server.Address, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nConnection: close\r\n\r\na");
        await watchdog.UntilAsync(() => watchdog.Server.ProcessIds.Count == 1, "it runs");
        using var refused = await watchdog.PostAsync("x");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("text/plain", refused.Content.Headers.ContentType!.MediaType);
        Assert.Equal("Concurrent request limit exceeded. Max concurrent requests: 1", await TextAsync(refused));
        using var ready = await watchdog.Client.GetAsync("/_/ready", Token);
        Assert.Equal(HttpStatusCode.TooManyRequests, ready.StatusCode);
        using var health = await watchdog.Client.GetAsync("/_/health", Token);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        await first.Stream.WriteAsync("b"u8.ToArray(), Token);
        Assert.EndsWith("ab", await first.ReadToEndAsync());
        Assert.Equal("x", await watchdog.PostTextAsync("x"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Connection: Upgrade\r\nUpgrade: websocket\r\n")]
    public async Task A_caller_that_does_not_take_its_answer_is_cut_off_whatever_it_has_asked_for(string asking)
    {
        await using var watchdog = await RunningWatchdog.StartAsync("head -c 30000000 /dev/zero", options => options with { WriteTimeout = TimeSpan.FromSeconds(60) }, time);
        await using var request = await RawRequest.SendAsync(watchdog.Server.Address, $"GET / HTTP/1.1\r\nHost: h\r\n{asking}\r\n");
        await request.Stream.ReadExactlyAsync(new byte[1], Token);
        time.Advance(TimeSpan.FromSeconds(62));
        await watchdog.UntilAsync(() => watchdog.Server.ActiveRequests == 0, "it is cut off");
    }

    private static WatchdogOptions Unhurried(WatchdogOptions options) => options with { ReadTimeout = TimeSpan.FromSeconds(3), WriteTimeout = TimeSpan.Zero };

    private Task<RunningWatchdog> StartFamilyAsync(Func<WatchdogOptions, WatchdogOptions>? with = null) =>
        RunningWatchdog.StartAsync(Family, options => (with ?? (same => same))(options with { CombineOutput = false, WriteTimeout = TimeSpan.Zero }), time);

    private static async Task<int[]> GrandchildrenAsync(RunningWatchdog watchdog)
    {
        await watchdog.UntilAsync(() => watchdog.Lines.Count >= 3, "the family is complete");
        int[] family = [.. watchdog.Lines.Skip(1).Take(2).Select(int.Parse), .. watchdog.Server.ProcessIds];
        Assert.Equal(3, family.Length);
        Assert.All(family, pid => Assert.True(IsAlive(pid)));
        return family;
    }

    private static Task AllGoneAsync(RunningWatchdog watchdog, int[] family) =>
        watchdog.UntilAsync(() => !family.Any(IsAlive) && watchdog.Server.ProcessIds.Count == 0, "the whole family is gone");

    // When the wait for the rest begins cannot be seen from outside.
    private async Task AdvanceUntilAsync(RunningWatchdog watchdog, Func<bool> condition, TimeSpan step) => await watchdog.UntilAsync(
        () =>
        {
            time.Advance(step);
            return condition();
        },
        "time passes");
}
