using Connectors.TestServers;
using Connectors.TestServers.Watchdogs;

namespace Connectors.Watchdog.Native.Tests.Images;

/// <summary>Images made on this machine by buildah, of folders and Dockerfiles, in a directory that goes with it. Nothing is pulled.</summary>
internal sealed class ImageStore : IDisposable
{
    public const string Watchdog = "localhost/watchdog";
    private readonly TempDirectory directory = new("images");

    private ImageStore()
    {
    }

    /// <summary>With the image of the watchdog alone in it.</summary>
    public static async Task<ImageStore> MakeAsync()
    {
        Root.Require();
        var store = new ImageStore();
        await store.BuildAsync(Watchdog, Samples.Dockerfile("watchdog"), Path.GetDirectoryName(WatchdogBinary.Path)!);
        return store;
    }

    /// <summary>Builds a Dockerfile.</summary>
    public Task BuildAsync(string image, string dockerfile, string context, string? baseImage = null) => RunAsync(
        ["bud", "--isolation", "chroot", "--format", "docker", "--pull-never", "-q", "-t", image, "-f", dockerfile,
            .. image == Watchdog ? Array.Empty<string>() : ["--build-arg", $"WATCHDOG={Watchdog}"],
            .. baseImage is null ? Array.Empty<string>() : ["--build-arg", $"BASE={baseImage}"], context]);

    /// <summary>Makes an image of a folder: a base, as others come from a registry.</summary>
    public async Task ImportAsync(string image, string folder)
    {
        var dockerfile = directory.Below("Dockerfile");
        await File.WriteAllTextAsync(dockerfile, "FROM scratch\nCOPY . /\nENV PATH=/usr/local/bin:/usr/bin:/bin\n", RunningBinary.Token);
        await RunAsync("bud", "--isolation", "chroot", "--pull-never", "-q", "-t", image, "-f", dockerfile, folder);
    }

    /// <summary>Writes an image into a file, and gives its path.</summary>
    public async Task<string> SaveAsync(string image)
    {
        var path = directory.Below("image.tar");
        File.Delete(path);
        await RunAsync("push", "-q", image, $"docker-archive:{path}:{image}:latest");
        return path;
    }

    public void Dispose() => directory.Dispose();

    private async Task RunAsync(params string[] arguments)
    {
        await using var buildah = ServerProcess.Start(
            "buildah", ["--root", directory.Below("root"), "--runroot", directory.Below("run"), "--storage-driver", "vfs", .. arguments]);
        await buildah.ExitedAsync(RunningBinary.Token);
        Assert.True(buildah.ExitCode == 0, buildah.Said);
    }
}
