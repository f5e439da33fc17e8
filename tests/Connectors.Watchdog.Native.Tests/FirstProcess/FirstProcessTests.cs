using System.Reflection;
using System.Runtime.Versioning;
using Connectors.TestServers;
using Connectors.TestServers.Watchdogs;

namespace Connectors.Watchdog.Native.Tests.FirstProcess;

/// <summary>In a process namespace of its own, as the first process of a container is; needs root.</summary>
[SupportedOSPlatform("linux")]
public sealed class FirstProcessTests : IDisposable
{
    private static readonly string[] Alone = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"];

    // Leaves behind one that ends, one that ends in a session of its own, and one whose parent ends before it.
    private const string Family = """
        #!/bin/sh
        ( (sleep 0.1; exit 1) & setsid sleep 0.1 & setsid sh -c 'setsid sleep 0.2 & exit 3' & ) </dev/null >/dev/null 2>&1
        cat
        """;

    private readonly TempDirectory directory = new("watchdog");

    public FirstProcessTests()
    {
        File.WriteAllText(directory.Below("family"), Family);
        File.SetUnixFileMode(directory.Below("family"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static string Managed => typeof(FirstProcessTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == "ManagedWatchdog").Value!;

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("native")]
    [InlineData("managed")]
    public async Task It_collects_all_who_lose_their_parents_and_still_knows_how_its_own_have_ended(string kind)
    {
        Root.Require();
        await using var watchdog = kind is "native"
            ? await RunningBinary.StartAsync(Alone, WatchdogBinary.Path, ("fprocess", directory.Below("family")))
            : await RunningBinary.StartAsync([.. Alone, "dotnet"], Managed, ("fprocess", directory.Below("family")));
        await Parallel.ForAsync(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) => Assert.Equal($"{number}", await watchdog.PostAsync($"{number}")));
        await watchdog.UntilAsync(() => RunningBinary.Children(watchdog.Pid).Count == 0, "nobody is left");
    }

    [Fact]
    public async Task A_long_lived_programs_orphans_are_collected_too()
    {
        Root.Require();
        await using var watchdog = await RunningBinary.StartAsync(Alone, WatchdogBinary.Path, ("fprocess", "sh -c 'while true; do setsid sh -c \"sleep 0.01 &\"; sleep 0.02; done'"), ("mode", "http"));
        for (var round = 0; round < 20; round++)
        {
            await Task.Delay(50, RunningBinary.Token);
            await watchdog.UntilAsync(() => Zombies(watchdog.Pid) == 0, "no zombie is left");
        }
        watchdog.Signal(9);
        await watchdog.EndedAsync();
    }

    private static int Zombies(int parent) => RunningBinary.Children(parent).Count(child =>
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{child}/stat");
            return stat[stat.LastIndexOf(')') + 2] is 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    });
}
