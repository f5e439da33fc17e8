using System.Net;

namespace Connectors.Watchdog.Native.Tests.Signalling;

public sealed class DrainTests
{
    private const int Interrupt = 2, Terminate = 15;

    [Fact]
    public async Task SIGTERM_makes_it_unready_at_once_and_it_serves_for_the_interval_and_finishes_what_runs()
    {
        await using var watchdog = await RunningBinary.StartAsync(("fprocess", "sh -c 'sleep 1; cat'"), ("healthcheck_interval", "2"));
        var early = watchdog.PostAsync("early");
        await watchdog.UntilAsync(() => watchdog.Said.Contains("Forking fprocess.", StringComparison.Ordinal), "it runs");
        watchdog.Signal(Terminate);
        await watchdog.UntilAsync(() => watchdog.Said.Contains("SIGTERM: no new connections in 2s", StringComparison.Ordinal), "it says so");
        Assert.Equal(503, await watchdog.StatusAsync("/_/ready"));
        Assert.Equal(503, await watchdog.StatusAsync("/_/health"));
        Assert.Equal("late", await watchdog.PostAsync("late"));
        Assert.Equal("early", await early);
        Assert.Equal(0, await watchdog.EndedAsync());
        Assert.Contains("No new connections allowed, draining: 0 requests", watchdog.Said, StringComparison.Ordinal);
        Assert.Contains("Exiting. Active connections: 0", watchdog.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drain_ends_after_write_timeout_with_what_still_runs_killed()
    {
        await using var watchdog = await RunningBinary.StartAsync(("fprocess", "sleep 1000"), ("healthcheck_interval", "0"), ("write_timeout", "2"));
        var hanging = watchdog.Client.GetAsync("/", RunningBinary.Token);
        await watchdog.UntilAsync(() => watchdog.Said.Contains("Forking fprocess.", StringComparison.Ordinal), "it runs");
        watchdog.Signal(Terminate);
        using var response = await hanging;
        Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(0, await watchdog.EndedAsync());
        Assert.Contains("draining: 1 requests", watchdog.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_SIGTERM_ends_it_at_once()
    {
        await using var watchdog = await RunningBinary.StartAsync(("fprocess", "sleep 1000"), ("healthcheck_interval", "1h"), ("write_timeout", "1h"));
        var hanging = watchdog.Client.GetAsync("/", RunningBinary.Token);
        await watchdog.UntilAsync(() => watchdog.Said.Contains("Forking fprocess.", StringComparison.Ordinal), "it runs");
        watchdog.Signal(Terminate);
        await watchdog.UntilAsync(() => watchdog.Said.Contains("SIGTERM: no new connections in 1h0m0s", StringComparison.Ordinal), "it waits");
        watchdog.Signal(Terminate);
        using var response = await hanging;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(143, await watchdog.EndedAsync());
    }

    [Fact]
    public async Task SIGINT_ends_it_without_waiting_where_there_is_no_program_that_it_could_mean()
    {
        await using var watchdog = await RunningBinary.StartAsync(("fprocess", "cat"), ("healthcheck_interval", "1h"));
        watchdog.Signal(Interrupt);
        Assert.Equal(0, await watchdog.EndedAsync());
        Assert.Contains("SIGINT: no new connections in 0s", watchdog.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SIGTERM_under_load_loses_no_request_of_callers_who_look_whether_it_is_ready()
    {
        await using var watchdog = await RunningBinary.StartAsync(("fprocess", "sh -c 'sleep 0.1; cat'"), ("healthcheck_interval", "1"));
        var (stop, served, isTold) = (false, 0, false);
        var callers = Enumerable.Range(0, 16).Select(caller => Task.Run(
            async () =>
            {
                for (var number = 0; !Volatile.Read(ref stop); number++)
                {
                    Assert.Equal($"{caller}/{number}", await watchdog.PostAsync($"{caller}/{number}"));
                    if (Interlocked.Increment(ref served) > 100 && !Interlocked.Exchange(ref isTold, true))
                        watchdog.Signal(Terminate);
                }
            },
            RunningBinary.Token)).ToArray();
        await watchdog.UntilAsync(() => watchdog.Said.Contains("SIGTERM: ", StringComparison.Ordinal), "it is told to end");
        while (await watchdog.StatusAsync("/_/ready") != 503)
            await Task.Delay(10, RunningBinary.Token);
        Volatile.Write(ref stop, true);
        await Task.WhenAll(callers);
        Assert.Equal(0, await watchdog.EndedAsync());
    }
}
