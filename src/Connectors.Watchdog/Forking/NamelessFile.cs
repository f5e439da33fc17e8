namespace Connectors.Watchdog.Forking;

/// <summary>A file that has no name any more: it is gone with its last handle, however the process ends.</summary>
internal static class NamelessFile
{
    /// <summary>Where a program with this environment keeps what is temporary; the system's own place when it names none that is there.</summary>
    public static string Folder(IReadOnlyDictionary<string, string> environment) =>
        environment.TryGetValue("TMPDIR", out var named) && Directory.Exists(named) ? named : Path.GetTempPath();

    /// <exception cref="IOException">It cannot be made there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made there.</exception>
    public static FileStream Create(string folder)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.output");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            BufferSize = 0,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        try
        {
            File.Delete(path);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
