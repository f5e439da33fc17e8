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
    private const int WouldBlock = 11;
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

    /// <summary>Creates the directory where missing (mode 0700), for who writes there before it is held.</summary>
    /// <exception cref="DataDirectoryException">It cannot be made.</exception>
    public static void Make(string path)
    {
        try
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw DataDirectoryException.From(path, cause);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => hold.Dispose();

    private static FileStream Hold(string directory)
    {
        var holder = System.IO.Path.Combine(directory, "hub.pid");
        if (Lock(System.IO.Path.Combine(directory, "lock")) is not { } hold)
            throw new DataDirectoryException($"{directory} is in use by another hub (process {Holder(holder)}); stop that one, or name another data directory with --data");
        try
        {
            // A file of its own, because nobody else can read the locked one. Syncing it proves that there is room, too.
            using var stream = new FileStream(holder, OwnerFile(FileMode.Create, FileShare.Read));
            stream.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
            stream.Flush(flushToDisk: true);
            return hold;
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    // FileShare.None is an exclusive flock, which the system gives back when the process dies. Null when another has it.
    private static FileStream? Lock(string file)
    {
        try
        {
            return new FileStream(file, OwnerFile(FileMode.OpenOrCreate, FileShare.None));
        }
        catch (IOException cause) when (cause.HResult == WouldBlock)
        {
            return null;
        }
    }

    private static string Holder(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } pid ? pid : "unknown";
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }

    private static FileStreamOptions OwnerFile(FileMode mode, FileShare share) => new()
    {
        Mode = mode,
        Access = FileAccess.ReadWrite,
        Share = share,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    };
}
