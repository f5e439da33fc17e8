using System.Net;
using Connectors.Watchdog.Tests.Upstreams;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Serving;

public sealed class ReadyPathTests : IDisposable
{
    private readonly PerlUpstream upstream = new();

    public void Dispose() => upstream.Dispose();

    [Theory]
    [InlineData(WatchdogMode.Classic, 500)]
    [InlineData(WatchdogMode.Serializing, 500)]
    [InlineData(WatchdogMode.Streaming, 500)]
    public async Task A_program_that_is_forked_says_by_its_end_whether_it_is_ready(WatchdogMode mode, int notReady)
    {
        const string program = "sh -c 'test \"$Http_Path\" = /ready/now -a \"$Http_Query\" = deep=1 -a \"$Http_Method\" = GET && echo yes'";
        await using var watchdog = await RunningWatchdog.StartAsync(program, options => options with { Mode = mode, ReadyPath = "/ready/now?deep=1" });
        Assert.Equal("yes\n", await watchdog.Client.GetStringAsync("/_/ready?ignored", Token));
        await using var other = await RunningWatchdog.StartAsync(program, options => options with { Mode = mode, ReadyPath = "/other" });
        using var response = await other.Client.GetAsync("/_/ready", Token);
        Assert.Equal(notReady, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_path_without_its_slash_is_understood()
    {
        await using var watchdog = await upstream.StartReadyAsync(options => options with { ReadyPath = "created" });
        using var response = await watchdog.Client.GetAsync("/_/ready", Token);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Fact]
    public async Task The_upstream_gets_its_own_path_and_its_answer_is_the_answer()
    {
        await using var watchdog = await upstream.StartReadyAsync(options => options with { ReadyPath = "/created" });
        using var response = await watchdog.Client.GetAsync("/_/ready", Token);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        using var post = await watchdog.PostAsync("", "/_/ready");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
    }

    [Fact]
    public async Task The_program_is_not_asked_at_the_limit_or_while_stopping_and_takes_no_place_itself()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("sh -c 'test \"$Http_Path\" = /ready || cat'", options => options with { ReadyPath = "/ready", MaxInflight = 1 });
        await using (var first = await RawRequest.SendAsync(watchdog.Server.Address, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nConnection: close\r\n\r\n"))
        {
            await watchdog.UntilAsync(() => watchdog.Server.ProcessIds.Count == 1, "it runs");
            using var full = await watchdog.Client.GetAsync("/_/ready", Token);
            Assert.Equal(HttpStatusCode.TooManyRequests, full.StatusCode);
            await first.Stream.WriteAsync("x"u8.ToArray(), Token);
            Assert.EndsWith("x", await first.ReadToEndAsync());
        }
        await watchdog.UntilAsync(() => watchdog.Server.ProcessIds.Count == 0, "it has ended");
        using var ready = await watchdog.Client.GetAsync("/_/ready", Token);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        var forks = watchdog.Lines.Count(line => line == "Forking fprocess.");
        watchdog.Server.Withdraw();
        using var stopping = await watchdog.Client.GetAsync("/_/ready", Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, stopping.StatusCode);
        Assert.Equal(forks, watchdog.Lines.Count(line => line == "Forking fprocess."));
    }
}
