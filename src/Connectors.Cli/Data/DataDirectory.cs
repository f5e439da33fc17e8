using System.Globalization;
using System.Text;

namespace Connectors.Cli.Data;

/// <summary>
/// The one directory that holds a hub's data, for as long as this object lives: no second hub can open it meanwhile. The hold ends with
/// the process however it ends.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly FileStream hold;

    private DataDirectory(string path, FileStream hold)
    {
        Path = path;
        this.hold = hold;
        Secrets = new SecretFiles(System.IO.Path.Combine(path, "secrets"));
    }

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>The hub's own secrets, in <c>secrets/</c>.</summary>
    public SecretFiles Secrets { get; }

    /// <summary>An absolute path below the directory.</summary>
    public string Below(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Where data live when nothing else is said.</summary>
    /// <exception cref="DataDirectoryException">The user has no home directory.</exception>
    public static string DefaultPath()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return home.Length > 0
            ? System.IO.Path.Combine(home, ".connectors")
            : throw new DataDirectoryException("this user has no home directory to keep data in; name a data directory with --data");
    }

    /// <summary>Creates the directory where missing (mode 0700), proves that it can be written, and holds it.</summary>
    /// <exception cref="DataDirectoryException">It cannot be made or written, is full, or is held by another hub.</exception>
    public static DataDirectory Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full, OwnerOnly);
            return new DataDirectory(full, Hold(full));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw DataDirectoryException.From(full, cause);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => hold.Dispose();

    private static FileStream Hold(string directory)
    {
        var file = System.IO.Path.Combine(directory, "lock");
        FileStream? hold = null;
        try
        {
            // FileShare.None is an exclusive flock, which the system gives back when the process dies.
            hold = new FileStream(file, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            hold.SetLength(0);
            hold.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
            hold.Flush(flushToDisk: true);
            return hold;
        }
        catch (IOException) when (hold is null && Holder(file) is { } pid)
        {
            throw new DataDirectoryException($"{directory} is in use by another hub (process {pid}); stop that one, or name another data directory with --data");
        }
        catch
        {
            hold?.Dispose();
            throw;
        }
    }

    // Reading without a share restriction takes no lock, so that it works beside the holder. Null when nobody holds the file.
    private static string? Holder(string file)
    {
        try
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return reader.ReadLine() is { Length: > 0 } pid ? pid : "unknown";
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
