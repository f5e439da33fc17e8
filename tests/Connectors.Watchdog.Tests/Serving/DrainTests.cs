using System.Net;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Serving;

public sealed class DrainTests
{
    [Fact]
    public async Task Running_requests_end_new_ones_are_refused_and_then_nobody_listens()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("cat");
        Assert.True(watchdog.Server.IsReady);
        await using var running = await RawRequest.SendAsync(watchdog.Server.Address, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nConnection: close\r\n\r\na");
        await watchdog.UntilAsync(() => watchdog.Server.ProcessIds.Count == 1, "it runs");
        var stopping = watchdog.Server.StopAsync(TimeSpan.FromSeconds(30));
        Assert.False(watchdog.Server.IsReady);
        Assert.Equal("stopping", watchdog.Server.NotReadyReason);
        await watchdog.UntilAsync(() => watchdog.Changes == 1, "the change is told");
        foreach (var path in new[] { "/", "/_/ready", "/_/health" })
        {
            using var late = await watchdog.Client.GetAsync(path, Token);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, late.StatusCode);
            Assert.Equal(path == "/", late.Headers.Contains("X-OpenFaaS-Internal"));
        }
        Assert.False(stopping.IsCompleted);
        await running.Stream.WriteAsync("b"u8.ToArray(), Token);
        Assert.EndsWith("ab", await running.ReadToEndAsync());
        await stopping;
        await Assert.ThrowsAsync<HttpRequestException>(() => watchdog.PostTextAsync(""));
    }

    [Fact]
    public async Task What_does_not_end_within_the_grace_is_killed_and_told_so()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("sh -c 'sleep 1000'");
        var answer = watchdog.PostAsync("");
        await watchdog.UntilAsync(() => watchdog.Server.ProcessIds.Count == 1, "it runs");
        var pid = watchdog.Server.ProcessIds.Single();
        var patient = watchdog.Server.StopAsync(TimeSpan.FromSeconds(25));
        Assert.True(IsAlive(pid));
        await watchdog.Server.StopAsync(TimeSpan.FromMilliseconds(100));
        await patient;
        Assert.False(IsAlive(pid));
        using var response = await answer;
        Assert.False(response.Headers.Contains("X-OpenFaaS-Internal"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "The function was stopped before it had answered."), (response.StatusCode, await TextAsync(response)));
    }

    [Fact]
    public async Task Stopping_is_repeatable()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("cat");
        await Task.WhenAll(Enumerable.Range(0, 10).Select(number => watchdog.Server.StopAsync(TimeSpan.FromSeconds(number % 3))));
        await watchdog.Server.StopAsync(TimeSpan.Zero);
        await watchdog.Server.DisposeAsync();
        Assert.Equal(1, watchdog.Changes);
    }

    [Fact]
    public async Task Health_and_readiness_answer_get_only_and_run_nothing()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("cat");
        Assert.Equal("OK", await watchdog.Client.GetStringAsync("/_/health", Token));
        Assert.Equal("", await watchdog.Client.GetStringAsync("/_/ready", Token));
        using var post = await watchdog.PostAsync("", "/_/health");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        Assert.Empty(watchdog.Lines);
    }

    [Fact]
    public async Task Stopping_under_load_answers_every_request_it_has_admitted()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("sh -c 'sleep 0.3; cat'");
        var answers = Enumerable.Range(0, 40).Select(number => watchdog.PostTextAsync($"{number}")).ToArray();
        await watchdog.UntilAsync(() => watchdog.Lines.Count(line => line == "Forking fprocess.") == 40, "all are admitted");
        await watchdog.Server.StopAsync(TimeSpan.FromSeconds(25));
        Assert.Equal(Enumerable.Range(0, 40).Select(number => $"{number}"), await Task.WhenAll(answers));
    }

    [Fact]
    public async Task Withdrawn_it_is_unready_and_serves_until_it_is_stopped()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("cat");
        watchdog.Server.Withdraw();
        watchdog.Server.Withdraw();
        Assert.Equal((false, "stopping", 1), (watchdog.Server.IsReady, watchdog.Server.NotReadyReason, watchdog.Changes));
        using var unready = await watchdog.Client.GetAsync("/_/ready", Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.StatusCode);
        Assert.Equal("late", await watchdog.PostTextAsync("late"));
        await using var running = await RawRequest.SendAsync(watchdog.Server.Address, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nConnection: close\r\n\r\na");
        await watchdog.UntilAsync(() => watchdog.Server.ActiveRequests == 1, "it runs");
        var stopping = watchdog.Server.StopAsync(TimeSpan.FromSeconds(25));
        using var refused = await watchdog.PostAsync("later");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        await running.Stream.WriteAsync("b"u8.ToArray(), Token);
        Assert.EndsWith("ab", await running.ReadToEndAsync());
        await stopping;
        Assert.Equal((0, 1), (watchdog.Server.ActiveRequests, watchdog.Changes));
    }
}
