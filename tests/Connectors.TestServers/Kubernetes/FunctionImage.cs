using Connectors.TestServers.Images;
using Connectors.TestServers.Watchdogs;

namespace Connectors.TestServers.Kubernetes;

/// <summary>An image of the static watchdog and busybox, that runs whatever command a deployment names; brought into the cluster once.</summary>
public static class FunctionImage
{
    public const string Name = "localhost/function-test:1";
    private static readonly Lazy<Task> Made = new(MakeAsync);

    /// <summary>Returns when nodes have it.</summary>
    public static Task ImportAsync() => Made.Value;

    private static async Task MakeAsync()
    {
        using var folder = new TempDirectory("function");
        foreach (var name in new[] { "bin", "tmp", "etc" })
            Directory.CreateDirectory(folder.Below(name));
        File.Copy(WatchdogBinary.Path, folder.Below("bin/fwatchdog"));
        File.Copy(Array.Find(["/bin/busybox", "/usr/bin/busybox"], File.Exists)!, folder.Below("bin/busybox"));
        foreach (var name in new[] { "sh", "echo", "cat", "tr", "sleep", "false", "env", "id", "touch" })
            File.CreateSymbolicLink(folder.Below("bin/" + name), "busybox");
        using var builder = new ImageBuilder();
        await builder.ImportAsync(Name, folder.Path, "ENV PATH=/bin\nENV prefix_logs=false\nCMD [\"fwatchdog\"]\n");
        await KubeCluster.Find().ImportAsync(await builder.SaveAsync(Name));
    }
}
