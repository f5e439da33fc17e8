using Connectors.TestServers;
using Connectors.TestServers.Watchdogs;

namespace Connectors.Watchdog.Native.Tests.CommandLine;

public sealed class FlagTests : IDisposable
{
    private readonly TempDirectory directory = new("watchdog");

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("--version")]
    [InlineData("-version")]
    [InlineData("--version=true")]
    public async Task The_version_is_printed(string flag)
    {
        var (code, said) = await RunAsync(flag);
        Assert.Equal(0, code);
        Assert.Matches(@"^Version: \d+\.\d+\.\d+\tSHA: ([0-9a-f]{40}|unknown)\n$", said);
    }

    [Theory]
    [InlineData("--port", "'--port' is not known")]
    [InlineData("cat", "'cat' is not known")]
    [InlineData("--version=maybe", "'maybe' is neither true nor false, as --version wants")]
    public async Task What_is_not_known_is_named_and_followed_by_the_usage(string word, string fault)
    {
        var (code, said) = await RunAsync(word);
        Assert.Equal(2, code);
        Assert.StartsWith($"watchdog: {fault}\n", said, StringComparison.Ordinal);
        Assert.Contains("--run-healthcheck", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_is_no_mistake()
    {
        var (code, said) = await RunAsync("--help");
        Assert.Equal(0, code);
        Assert.Contains("--run-healthcheck", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fwatchdog")]
    [InlineData("of-watchdog")]
    public async Task A_health_check_looks_for_the_lock_file_whatever_the_programs_name(string name)
    {
        var path = directory.Below(name);
        File.CreateSymbolicLink(path, WatchdogBinary.Path);
        var variables = new[] { ("TMPDIR", directory.Path), ("fprocess", "cat") };
        var (unhealthy, said) = await RunningBinary.EndAsync(path, ["--run-healthcheck"], variables);
        Assert.Equal((1, $"unable to find lock file: {directory.Below(".lock")}\n"), (unhealthy, said));
        await File.WriteAllTextAsync(directory.Below(".lock"), "", RunningBinary.Token);
        Assert.Equal((0, ""), await RunningBinary.EndAsync(path, ["-run-healthcheck"], variables));
    }

    private static Task<(int ExitCode, string Said)> RunAsync(string word) => RunningBinary.EndAsync(WatchdogBinary.Path, [word]);
}
