using System.Net;
using System.Net.Sockets;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Metrics;

public sealed class MetricsTests
{
    private static readonly IPEndPoint Anywhere = new(IPAddress.Loopback, 0);

    [Fact]
    public async Task Calls_are_counted_by_status_and_method_with_their_durations()
    {
        await using var watchdog = await StartAsync("sh -c 'test \"$Http_Path\" = / && cat'");
        await watchdog.PostTextAsync("x");
        await watchdog.PostTextAsync("x");
        await watchdog.PostTextAsync("x", "/fails");
        using (await watchdog.Client.SendAsync(new HttpRequestMessage(new HttpMethod("BREW"), "/"), Token))
        {
        }
        await watchdog.Client.GetStringAsync("/_/health", Token);
        var text = await ReadAsync(watchdog);
        Assert.Contains("# TYPE http_requests_total counter\n", text);
        Assert.Contains("http_requests_total{code=\"200\",method=\"post\"} 2\n", text);
        Assert.Contains("http_requests_total{code=\"500\",method=\"post\"} 1\n", text);
        Assert.Contains("http_requests_total{code=\"405\",method=\"unknown\"} 1\n", text);
        Assert.DoesNotContain("method=\"get\"", text);
        Assert.Contains("# TYPE http_request_duration_seconds histogram\n", text);
        Assert.Contains("http_request_duration_seconds_bucket{code=\"200\",method=\"post\",le=\"+Inf\"} 2\n", text);
        Assert.Contains("http_request_duration_seconds_count{code=\"200\",method=\"post\"} 2\n", text);
        Assert.Matches("http_request_duration_seconds_sum{code=\"200\",method=\"post\"} [0-9.E-]+\n", text);
        Assert.Contains("# TYPE http_requests_in_flight gauge\nhttp_requests_in_flight 0\n", text);
    }

    [Fact]
    public async Task Calls_in_flight_are_seen_and_refused_ones_counted()
    {
        await using var watchdog = await StartAsync("cat", options => options with { MaxInflight = 1 });
        Assert.Contains("http_requests_in_flight 0\n", await ReadAsync(watchdog));
        await using var first = await RawRequest.SendAsync(watchdog.Server.Address, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nConnection: close\r\n\r\n");
        await watchdog.UntilAsync(() => watchdog.Server.ProcessIds.Count == 1, "it runs");
        await watchdog.PostTextAsync("x");
        var text = await ReadAsync(watchdog);
        Assert.Contains("http_requests_in_flight 1\n", text);
        Assert.Contains("http_requests_total{code=\"429\",method=\"post\"} 1\n", text);
    }

    [Fact]
    public void Durations_fall_into_the_buckets_of_their_bounds()
    {
        var series = new Watchdog.Metrics.CallSeries();
        foreach (var milliseconds in new[] { 0, 5, 6, 10_000, 10_001 })
            series.Add(TimeSpan.FromMilliseconds(milliseconds));
        var counts = new long[12];
        Assert.Equal(20.012, series.Read(counts), 6);
        Assert.Equal([2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1], counts);
    }

    [Fact]
    public async Task A_taken_address_is_told_and_the_function_serves()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var watchdog = await RunningWatchdog.StartAsync("cat", options => options with { MetricsListen = (IPEndPoint)taken.LocalEndpoint });
        Assert.Null(watchdog.Server.MetricsAddress);
        Assert.StartsWith($"Metrics are not served: Cannot listen on {taken.LocalEndpoint}: ", Assert.Single(watchdog.Lines));
        Assert.Equal("x", await watchdog.PostTextAsync("x"));
    }

    [Fact]
    public async Task There_is_nothing_else_at_that_address_and_the_functions_own_has_no_metrics()
    {
        await using var watchdog = await StartAsync("echo own");
        using var other = await watchdog.Client.GetAsync(new Uri(watchdog.Server.MetricsAddress!, "/"), Token);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        using var post = await watchdog.Client.PostAsync(new Uri(watchdog.Server.MetricsAddress!, "/metrics"), null, Token);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        Assert.Equal("own\n", await watchdog.Client.GetStringAsync("/metrics", Token));
    }

    private static Task<RunningWatchdog> StartAsync(string process, Func<WatchdogOptions, WatchdogOptions>? with = null) =>
        RunningWatchdog.StartAsync(process, options => (with ?? (same => same))(options with { MetricsListen = Anywhere }));

    private static Task<string> ReadAsync(RunningWatchdog watchdog) => watchdog.Client.GetStringAsync(new Uri(watchdog.Server.MetricsAddress!, "/metrics"), Token);
}
