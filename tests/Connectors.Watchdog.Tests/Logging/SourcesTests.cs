using System.Collections.Concurrent;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Logging;

public sealed class SourcesTests
{
    private readonly ConcurrentQueue<(LineSource Source, string Line)> lines = new();

    [Fact]
    public async Task A_long_lived_programs_streams_are_told_apart_from_each_other_and_from_the_watchdog()
    {
        await using var server = await StartAsync(new WatchdogOptions { Process = "sh -c 'echo out; echo err >&2; exec sleep 1000'", Mode = WatchdogMode.Http, Environment = PathOnly });
        await UntilAsync(() => lines.Contains((LineSource.Output, "out")) && lines.Contains((LineSource.Error, "err")));
        Assert.Contains(lines, line => line.Source is LineSource.Watchdog && line.Line.StartsWith("Started the upstream process", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_forked_programs_errors_are_told_as_such()
    {
        await using var server = await StartAsync(new WatchdogOptions { Process = "sh -c 'echo err >&2'", Mode = WatchdogMode.Streaming, Environment = PathOnly });
        using var client = new HttpClient();
        Assert.Equal("", await client.GetStringAsync(server.Address, Token));
        await UntilAsync(() => lines.Contains((LineSource.Error, "err")));
    }

    [Theory]
    [InlineData(4, new[] { "1234", "5678", "9" })]
    [InlineData(9, new[] { "123456789" })]
    [InlineData(-1, new[] { "123456789" })]
    public async Task Lines_that_are_too_long_become_several(int limit, string[] expected)
    {
        await using var server = await StartAsync(new WatchdogOptions { Process = "sh -c 'echo 123456789 >&2'", Mode = WatchdogMode.Streaming, Environment = PathOnly, LogBufferSize = limit });
        using var client = new HttpClient();
        await client.GetStringAsync(server.Address, Token);
        await UntilAsync(() => lines.Any(line => line.Source is LineSource.Watchdog));
        Assert.Equal(expected, lines.Where(line => line.Source is LineSource.Error).Select(line => line.Line));
    }

    private Task<WatchdogServer> StartAsync(WatchdogOptions options) =>
        WatchdogServer.StartAsync(options, (source, line) => lines.Enqueue((source, line)), static () => { }, TimeProvider.System, Token);

    private async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
            await Task.Delay(10, patience.Token);
    }
}
