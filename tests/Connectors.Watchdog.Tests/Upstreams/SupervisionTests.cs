using System.Net;
using System.Net.Sockets;
using Connectors.Watchdog.Upstreams;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Upstreams;

public sealed class SupervisionTests : IDisposable
{
    private readonly PerlUpstream upstream = new();

    public void Dispose() => upstream.Dispose();

    [Fact]
    public async Task It_is_ready_only_when_the_upstream_accepts_connections()
    {
        await using var watchdog = await upstream.StartAsync(environment: ("START_AFTER", Path.Combine(upstream.Folder, "go")));
        await watchdog.UntilAsync(() => watchdog.Server.ProcessIds.Count == 1, "it has been started");
        Assert.False(watchdog.Server.IsReady);
        Assert.Equal("starting: it does not accept connections yet", watchdog.Server.NotReadyReason);
        using var early = await watchdog.PostAsync("x");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, early.StatusCode);
        Assert.Equal("The upstream is not ready: starting: it does not accept connections yet", await TextAsync(early));
        Assert.Equal("watchdog", early.Headers.GetValues("X-OpenFaaS-Internal").Single());
        Assert.Equal("1", early.Headers.GetValues("Retry-After").Single());
        using var unready = await watchdog.Client.GetAsync("/_/ready", Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unready.StatusCode);
        var changes = watchdog.Changes;
        upstream.Touch("go");
        await watchdog.UntilAsync(() => watchdog.Server.IsReady && watchdog.Changes > changes, "it is ready and has said so");
        using var ready = await watchdog.Client.GetAsync("/_/ready", Token);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.EndsWith("x", await watchdog.PostTextAsync("x"));
    }

    [Theory]
    [InlineData("/die", "was ended by signal: killed: listening as ")]
    [InlineData("/quit", "was ended by signal: terminated: going to quit")]
    public async Task An_upstream_that_ends_is_started_again(string path, string reason)
    {
        await using var watchdog = await upstream.StartReadyAsync();
        var first = watchdog.Server.ProcessIds.Single();
        using var broken = await watchdog.Client.GetAsync(path, Token);
        Assert.Equal(HttpStatusCode.BadGateway, broken.StatusCode);
        await watchdog.UntilAsync(() => watchdog.Server.IsReady && watchdog.Server.ProcessIds.Single() != first, "another is ready");
        Assert.Contains(watchdog.Lines, line => line.StartsWith("Upstream " + reason, StringComparison.Ordinal) && line.EndsWith("; starting it again in 0.1s.", StringComparison.Ordinal));
        Assert.EndsWith("x", await watchdog.PostTextAsync("x"));
        Assert.False(IsAlive(first));
        Assert.Equal(0, Zombies());
    }

    [Fact]
    public async Task One_that_cannot_stay_up_says_why_and_is_tried_less_and_less_often()
    {
        await using var watchdog = await upstream.StartAsync(environment: ("DIE_WITH", "no such database"));
        await watchdog.UntilAsync(() => watchdog.Lines.Any(line => line.EndsWith("in 0.2s.", StringComparison.Ordinal)), "a second try");
        await watchdog.UntilAsync(() => watchdog.Server.NotReadyReason == "exited with code 7: no such database", "the reason");
        using var response = await watchdog.PostAsync("x");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("no such database", string.Join('\n', watchdog.Lines));
    }

    [Fact]
    public void Waits_double_to_ten_seconds_and_begin_again_after_a_long_life()
    {
        var backOff = new BackOff();
        Assert.Equal([100, 200, 400, 800, 1600, 3200, 6400, 10000, 10000], Enumerable.Range(0, 9).Select(_ => (int)backOff.After(TimeSpan.Zero).TotalMilliseconds));
        Assert.Equal(100, backOff.After(TimeSpan.FromSeconds(10)).TotalMilliseconds);
        Assert.Equal(200, backOff.After(TimeSpan.FromSeconds(9)).TotalMilliseconds);
    }

    [Fact]
    public async Task A_stranger_that_takes_its_port_is_not_taken_for_it()
    {
        const string Program = "sh -c 'echo $PORT > port.new; mv port.new port.$PORT; if [ -e before ]; then exec perl server.pl; fi; touch before; exec sleep 1000'";
        var options = new WatchdogOptions { Process = Program, Mode = WatchdogMode.Http, WorkingDirectory = upstream.Folder, Environment = PathOnly };
        await using var watchdog = await RunningWatchdog.StartAsync(options);
        await watchdog.UntilAsync(() => Ports().Length == 1, "the port is known");
        using var stranger = new TcpListener(IPAddress.Loopback, Ports().Single());
        stranger.Start();
        await watchdog.UntilAsync(() => watchdog.Lines.Any(line => line.Contains($"was taken by process {Environment.ProcessId} before", StringComparison.Ordinal)), "it is noticed");
        await watchdog.UntilAsync(() => watchdog.Server.IsReady, "it runs elsewhere");
        Assert.Equal(2, Ports().Length);
        Assert.EndsWith("x", await watchdog.PostTextAsync("x"));

        int[] Ports() => [.. Directory.GetFiles(upstream.Folder, "port.*").Select(Path.GetExtension).Where(end => end != ".new").Select(end => int.Parse(end![1..]))];
    }

    [Fact]
    public async Task Its_workers_end_with_it()
    {
        await using var watchdog = await upstream.StartReadyAsync();
        var leader = watchdog.Server.ProcessIds.Single();
        var hanging = watchdog.Client.GetAsync("/hang", Token);
        await watchdog.UntilAsync(() => watchdog.Lines.Contains("hanging"), "a worker is busy");
        var worker = File.ReadAllText($"/proc/{leader}/task/{leader}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).Last();
        await watchdog.Server.DisposeAsync();
        Assert.False(IsAlive(leader));
        await watchdog.UntilAsync(() => !IsAlive(worker), "the worker is gone");
        using var response = await hanging;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task Signals_are_handed_on_to_its_whole_group()
    {
        const string Program = "sh -c 'trap \"echo leader\" USR1; sh -c \"trap \\\"echo worker\\\" USR1; echo ready; while true; do sleep 0.05; done\" & while true; do sleep 0.05; done'";
        await using var watchdog = await RunningWatchdog.StartAsync(Program, options => options with { Mode = WatchdogMode.Http });
        await watchdog.UntilAsync(() => watchdog.Lines.Contains("ready"), "the worker is ready");
        Assert.True(watchdog.Server.TrySignal(10));
        await watchdog.UntilAsync(() => watchdog.Lines.Contains("leader") && watchdog.Lines.Contains("worker"), "both have it");
        await watchdog.Server.DisposeAsync();
        Assert.False(watchdog.Server.TrySignal(10));
        await using var forking = await RunningWatchdog.StartAsync("cat");
        Assert.False(forking.Server.TrySignal(10));
    }
}
