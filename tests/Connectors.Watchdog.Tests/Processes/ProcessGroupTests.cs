using System.Diagnostics;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Processes;

public sealed class ProcessGroupTests
{
    [Fact]
    public async Task A_child_leads_a_session_with_default_signals_and_three_descriptors()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("sh -c 'echo $$; cut -d\" \" -f5,6 /proc/$$/stat; grep Sig /proc/$$/status; ls /proc/$$/fd | tr \"\\n\" \" \"'");
        var lines = (await watchdog.PostTextAsync("")).Split('\n');
        Assert.Equal($"{lines[0]} {lines[0]}", lines[1]);
        foreach (var set in new[] { "SigBlk", "SigIgn" })
            Assert.Matches("^0+$", lines.Single(line => line.StartsWith(set, StringComparison.Ordinal)).Split('\t')[1]);
        Assert.Matches(@"^0 1 2( \d\d)? $", lines[^1]);
    }

    [Fact]
    public async Task Processes_that_the_host_starts_itself_keep_their_exit_codes()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("cat");
        var ours = Task.WhenAll(Enumerable.Range(0, 50).Select(number => watchdog.PostTextAsync($"{number}")));
        var codes = await Task.WhenAll(Enumerable.Range(0, 50).Select(async number =>
        {
            using var other = Process.Start("sh", ["-c", $"exit {number}"]);
            await other.WaitForExitAsync(Token);
            return other.ExitCode;
        }));
        Assert.Equal(Enumerable.Range(0, 50), codes);
        Assert.Equal(Enumerable.Range(0, 50).Select(number => $"{number}"), await ours);
        await watchdog.UntilAsync(() => Zombies() == 0, "no zombies");
    }
}
