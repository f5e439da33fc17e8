using Connectors.Watchdog.Logging;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Logging;

public sealed class CallLineTests
{
    [Theory]
    [InlineData(-1, "-1B")]
    [InlineData(0, "0B")]
    [InlineData(999, "999B")]
    [InlineData(1000, "1kB")]
    [InlineData(1234, "1.234kB")]
    [InlineData(65536, "65.54kB")]
    [InlineData(1073741824, "1.074GB")]
    [InlineData(long.MaxValue, "9.223EB")]
    public void Sizes_have_four_digits_at_most(long bytes, string expected) => Assert.Equal(expected, CallLine.Size(bytes));

    [Fact]
    public async Task A_call_is_told_with_its_target_status_length_and_time()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("cat", options => options with { Mode = WatchdogMode.Streaming });
        await watchdog.PostTextAsync("hello", "/a%20b?c=1");
        await watchdog.UntilAsync(() => watchdog.Lines.Count > 0, "the line");
        Assert.Matches(@"^POST /a%20b\?c=1 - 200 - ContentLength: 5B \(\d+\.\d{4}s\)$", Assert.Single(watchdog.Lines));
    }

    [Theory]
    [InlineData("7-a", " [7-a]")]
    [InlineData(null, " [none]")]
    public async Task The_calls_id_stands_at_the_end_when_it_is_asked_for(string? id, string expected)
    {
        await using var watchdog = await RunningWatchdog.StartAsync("cat", options => options with { Mode = WatchdogMode.Streaming, LogCallId = true });
        if (id is not null)
            watchdog.Client.DefaultRequestHeaders.Add("X-Call-Id", id);
        await watchdog.PostTextAsync("hello");
        await watchdog.UntilAsync(() => watchdog.Lines.Count > 0, "the line");
        Assert.EndsWith("s)" + expected, Assert.Single(watchdog.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probes_of_Kubernetes_are_not_told()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("cat", options => options with { Mode = WatchdogMode.Streaming });
        using (var probe = new HttpRequestMessage(HttpMethod.Get, "/probe"))
        {
            probe.Headers.TryAddWithoutValidation("User-Agent", "kube-probe/1.30");
            using var answer = await watchdog.Client.SendAsync(probe, Token);
            Assert.True(answer.IsSuccessStatusCode);
        }
        await watchdog.PostTextAsync("x", "/call");
        await watchdog.UntilAsync(() => watchdog.Lines.Count > 0, "the line");
        Assert.StartsWith("POST /call ", Assert.Single(watchdog.Lines), StringComparison.Ordinal);
    }
}
