namespace Connectors.TestServers.Images;

/// <summary>Images made on this machine by buildah, of folders and Dockerfiles, in a directory that goes with it. Nothing is pulled. It needs root.</summary>
public sealed class ImageBuilder : IDisposable
{
    private readonly TempDirectory directory = new("images");

    /// <summary>Builds a Dockerfile.</summary>
    /// <param name="image">The name it gets, with or without a tag.</param>
    /// <param name="dockerfile">The file.</param>
    /// <param name="context">The folder that it copies from.</param>
    /// <param name="arguments">Values of its ARGs.</param>
    /// <exception cref="InvalidOperationException">It cannot be built; the message is buildah's.</exception>
    public Task BuildAsync(string image, string dockerfile, string context, params IEnumerable<(string Name, string Value)> arguments) => RunAsync(
        ["bud", "--isolation", "chroot", "--format", "docker", "--pull-never", "-q", "-t", image, "-f", dockerfile,
            .. arguments.SelectMany(argument => new[] { "--build-arg", $"{argument.Name}={argument.Value}" }), context]);

    /// <summary>Makes an image of a folder: a base, as others come from a registry.</summary>
    /// <param name="image">The name it gets.</param>
    /// <param name="folder">Its root.</param>
    /// <param name="instructions">More lines of a Dockerfile.</param>
    public async Task ImportAsync(string image, string folder, string instructions = "ENV PATH=/usr/local/bin:/usr/bin:/bin\n")
    {
        var dockerfile = directory.Below("Dockerfile");
        await File.WriteAllTextAsync(dockerfile, "FROM scratch\nCOPY . /\n" + instructions, CancellationToken.None);
        await BuildAsync(image, dockerfile, folder);
    }

    /// <summary>Writes an image into a file, as docker and containerd import it, and gives its path.</summary>
    public async Task<string> SaveAsync(string image)
    {
        var path = directory.Below("image.tar");
        File.Delete(path);
        await RunAsync("push", "-q", image, $"docker-archive:{path}:{(image.LastIndexOf(':') > image.LastIndexOf('/') ? image : image + ":latest")}");
        return path;
    }

    public void Dispose() => directory.Dispose();

    private async Task RunAsync(params string[] arguments)
    {
        await using var buildah = ServerProcess.Start(
            "buildah", ["--root", directory.Below("root"), "--runroot", directory.Below("run"), "--storage-driver", "vfs", .. arguments]);
        await buildah.ExitedAsync(CancellationToken.None);
        if (buildah.ExitCode != 0)
            throw new InvalidOperationException($"buildah ended with {buildah.ExitCode}: {buildah.Said}");
    }
}
