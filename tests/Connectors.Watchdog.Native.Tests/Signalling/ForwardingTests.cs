namespace Connectors.Watchdog.Native.Tests.Signalling;

public sealed class ForwardingTests
{
    private const string Program = "sh -c 'for s in HUP INT QUIT USR1 USR2; do trap \"echo got $s\" $s; done; echo traps are set; while true; do sleep 0.05; done'";

    [Fact]
    public async Task Signals_go_on_to_the_long_lived_program_and_SIGTERM_ends_both()
    {
        await using var watchdog = await RunningBinary.StartAsync(("fprocess", Program), ("mode", "http"), ("healthcheck_interval", "0"));
        await watchdog.UntilAsync(() => watchdog.Said.Contains("stdout: traps are set", StringComparison.Ordinal), "the program has begun");
        foreach (var (signal, name) in new[] { (1, "HUP"), (2, "INT"), (3, "QUIT"), (10, "USR1"), (12, "USR2") })
        {
            watchdog.Signal(signal);
            await watchdog.UntilAsync(() => watchdog.Said.Contains($"stdout: got {name}", StringComparison.Ordinal), $"SIG{name} has arrived");
        }
        var program = RunningBinary.Children(watchdog.Pid).Single();
        watchdog.Signal(15);
        Assert.Equal(0, await watchdog.EndedAsync());
        Assert.False(Directory.Exists($"/proc/{program}"));
    }

    [Fact]
    public async Task Signals_for_a_program_there_is_not_do_no_harm()
    {
        await using var watchdog = await RunningBinary.StartAsync(("fprocess", "cat"));
        foreach (var signal in new[] { 1, 10, 12 })
            watchdog.Signal(signal);
        Assert.Equal("still here", await watchdog.PostAsync("still here"));
    }
}
