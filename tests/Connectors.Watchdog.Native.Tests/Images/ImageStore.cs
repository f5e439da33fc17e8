using Connectors.TestServers.Images;
using Connectors.TestServers.Watchdogs;

namespace Connectors.Watchdog.Native.Tests.Images;

/// <summary>Images of functions, built on the watchdog's.</summary>
internal sealed class ImageStore : IDisposable
{
    public const string Watchdog = "localhost/watchdog";
    private readonly ImageBuilder builder = new();

    private ImageStore()
    {
    }

    /// <summary>With the image of the watchdog alone in it.</summary>
    public static async Task<ImageStore> MakeAsync()
    {
        Root.Require();
        var store = new ImageStore();
        await store.builder.BuildAsync(Watchdog, Samples.Dockerfile("watchdog"), Path.GetDirectoryName(WatchdogBinary.Path)!);
        return store;
    }

    /// <summary>Builds a Dockerfile.</summary>
    public Task BuildAsync(string image, string dockerfile, string context, string? baseImage = null) => builder.BuildAsync(
        image, dockerfile, context, [("WATCHDOG", Watchdog), .. baseImage is null ? Array.Empty<(string, string)>() : [("BASE", baseImage)]]);

    /// <summary>Makes an image of a folder: a base, as others come from a registry.</summary>
    public Task ImportAsync(string image, string folder) => builder.ImportAsync(image, folder);

    /// <summary>Writes an image into a file, and gives its path.</summary>
    public Task<string> SaveAsync(string image) => builder.SaveAsync(image);

    public void Dispose() => builder.Dispose();
}
