using System.Diagnostics;
using Connectors.Watchdog.Processes;
using static Connectors.Watchdog.Tests.RunningWatchdog;

namespace Connectors.Watchdog.Tests.Processes;

public sealed class ProcessGroupTests
{
    [Fact]
    public async Task A_child_leads_a_session_of_its_own()
    {
        var fields = (await OutputOfAsync("cat /proc/self/stat")).Split(' ');
        Assert.Equal([fields[0], fields[0]], fields[4..6]);
    }

    [Theory]
    [InlineData("SigBlk")]
    [InlineData("SigIgn")]
    public async Task A_child_neither_blocks_nor_ignores_signals(string set)
    {
        var status = await OutputOfAsync("cat /proc/self/status");
        var signals = Convert.ToUInt64(status.Split('\n').Single(line => line.StartsWith(set, StringComparison.Ordinal)).Split('\t')[1], 16);

        // Signals 32 and 33 are the C library's own, which it ignores in every child.
        Assert.Equal(0UL, signals & ~(3UL << 31));
    }

    [Fact]
    public async Task A_child_has_three_descriptors_whatever_its_host_was_started_with()
    {
        var listed = (await OutputOfAsync("ls -l /proc/self/fd")).Split('\n').Where(line => line.Contains("->")).ToArray();

        // The fourth is ls looking at the folder.
        Assert.Equal(["0", "1", "2", "3"], listed.Select(line => line.Split(' ')[^3]).Order());
        Assert.Equal(2, listed.Count(line => line.Contains("-> pipe:")));
        Assert.Single(listed, line => line.EndsWith("0 -> /dev/null", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_caller_sends_comes_by_a_pipe()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("readlink /proc/self/fd/0");
        Assert.StartsWith("pipe:", await watchdog.PostTextAsync("x"));
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

    [Fact]
    public async Task Where_the_system_tells_the_end_of_a_child_by_a_signal_alone_it_is_noticed_too()
    {
        await using var watchdog = await RunningWatchdog.StartAsync("cat");
        await using var request = await RawRequest.SendAsync(watchdog.Server.Address, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nConnection: close\r\n\r\n");
        await watchdog.UntilAsync(() => watchdog.Server.ProcessIds.Count == 1, "it runs");
        var same = new ProcessGroup(watchdog.Server.ProcessIds.Single());
        ChildWatch.AddBySignal(same);
        Assert.False(same.Exited.IsCompleted);
        await request.Stream.WriteAsync("x"u8.ToArray(), Token);
        Assert.EndsWith("x", await request.ReadToEndAsync());
        await same.Exited.WaitAsync(Token);
    }

    private static async Task<string> OutputOfAsync(string process)
    {
        await using var watchdog = await RunningWatchdog.StartAsync(process);
        return await watchdog.PostTextAsync("");
    }
}
