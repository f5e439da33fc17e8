using Connectors.TestServers;
using Connectors.TestServers.Watchdogs;

namespace Connectors.Watchdog.Native.Tests.Starting;

public sealed class PersonalityTests : IDisposable
{
    private readonly TempDirectory directory = new("watchdog");

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("fwatchdog", null, "Watchdog mode: classic\t", "hard: 0s")]
    [InlineData("watchdog", null, "Watchdog mode: classic\t", "hard: 0s")]
    [InlineData("of-watchdog", null, "Watchdog mode: streaming\t", "hard: 30s")]
    [InlineData("fwatchdog", "streaming", "Watchdog mode: streaming\t", "hard: 30s")]
    [InlineData("of-watchdog", "classic", "Watchdog mode: classic\t", "hard: 0s")]
    public async Task The_mode_decides_and_without_one_the_name_it_is_called_by(string name, string? mode, string expectedMode, string expectedLimit)
    {
        var path = directory.Below(name);
        File.CreateSymbolicLink(path, WatchdogBinary.Path);
        (string, string)[] variables = mode is null ? [("fprocess", "tr a-z A-Z")] : [("fprocess", "tr a-z A-Z"), ("mode", mode)];
        await using var watchdog = await RunningBinary.StartAsync([], path, variables);
        Assert.Contains(expectedMode + "fprocess: \"tr a-z A-Z\"", watchdog.Said, StringComparison.Ordinal);
        Assert.Contains(expectedLimit, watchdog.Said, StringComparison.Ordinal);
        Assert.Equal("HELLO", await watchdog.PostAsync("hello"));
    }

    [Fact]
    public void It_is_one_file_that_needs_no_other_and_is_small()
    {
        Span<byte> head = stackalloc byte[4096];
        using var file = File.OpenRead(WatchdogBinary.Path);
        file.ReadExactly(head);

        // A program that is put together when it starts names the one who does that.
        Assert.Equal(-1, head.IndexOf("ld-linux"u8));
        Assert.InRange(file.Length, 1, 15_000_000);
    }
}
