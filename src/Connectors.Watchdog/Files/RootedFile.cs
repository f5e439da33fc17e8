using Microsoft.Extensions.FileProviders;

namespace Connectors.Watchdog.Files;

/// <summary>An ordinary file below the root. It has no path for others to open: what lies there by then could be something else. Thread-safe.</summary>
internal sealed class RootedFile : IFileInfo
{
    private readonly string path;

    private RootedFile(string path, FileStream now)
    {
        (this.path, Length) = (path, now.Length);
        LastModified = File.GetLastWriteTimeUtc(now.SafeFileHandle);
    }

    public bool Exists => true;

    public long Length { get; }

    public string? PhysicalPath => null;

    public string Name => Path.GetFileName(path);

    public DateTimeOffset LastModified { get; }

    public bool IsDirectory => false;

    /// <summary>The file at a path without links; null when there is none that can be served.</summary>
    public static RootedFile? Find(string path)
    {
        using var now = OrdinaryFile.Open(path);
        return now is null ? null : new RootedFile(path, now);
    }

    public Stream CreateReadStream() => OrdinaryFile.Open(path) ?? throw new FileNotFoundException("The file is not there any more.", path);
}
