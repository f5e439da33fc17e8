using System.Diagnostics;
using Connectors.TestServers;
using Connectors.TestServers.Watchdogs;

namespace Connectors.Watchdog.Native.Tests.Roots;

/// <summary>A directory that holds the watchdog, a static busybox under the names of its programs, and three devices: no library, no shell but busybox's, no /proc.</summary>
internal sealed class RootDirectory : IDisposable
{
    private static readonly string[] Programs = ["sh", "cat", "tr", "sleep", "httpd", "setsid"];
    private readonly TempDirectory directory = new("root");

    private RootDirectory()
    {
    }

    /// <summary>What starts the watchdog in it.</summary>
    public string[] Wrapper => ["chroot", directory.Path];

    public string Path => directory.Path;

    public static string Watchdog => "/bin/watchdog";

    public static async Task<RootDirectory> MakeAsync()
    {
        Root.Require();
        var root = new RootDirectory();
        foreach (var folder in new[] { "bin", "dev", "tmp", "srv" })
            Directory.CreateDirectory(root.directory.Below(folder));
        File.Copy(WatchdogBinary.Path, root.directory.Below("bin/watchdog"));
        File.Copy(Busybox(), root.directory.Below("bin/busybox"));
        foreach (var program in Programs)
            File.CreateSymbolicLink(root.directory.Below("bin/" + program), "busybox");
        foreach (var (name, minor) in new[] { ("null", "3"), ("zero", "5"), ("urandom", "9") })
        {
            using var made = Process.Start("mknod", ["-m", "666", root.directory.Below("dev/" + name), "c", "1", minor]);
            await made.WaitForExitAsync(RunningBinary.Token);
        }
        return root;
    }

    public void Dispose() => directory.Dispose();

    private static string Busybox() => new[] { "/usr/bin/busybox", "/bin/busybox" }.FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("There is no busybox for the tests: install Debian's busybox-static.");
}
