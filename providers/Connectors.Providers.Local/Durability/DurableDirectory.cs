using System.Runtime.InteropServices;

namespace Connectors.Providers.Local.Durability;

/// <summary>Directories for the owner alone, whose entries survive a power cut.</summary>
internal static partial class DurableDirectory
{
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const int ReadOnlyDirectory = 0x80000; // O_RDONLY | O_CLOEXEC

    /// <summary>Creates what is missing of a path, each level with an entry that is on the disk.</summary>
    public static void Create(string path)
    {
        if (Directory.Exists(path))
            return;
        var parent = Path.GetDirectoryName(path);
        if (!string.IsNullOrEmpty(parent))
            Create(parent);
        Directory.CreateDirectory(path, OwnerOnly);
        if (!string.IsNullOrEmpty(parent))
            Flush(parent);
    }

    /// <summary>Brings the directory's entries to the disk.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public static void Flush(string path)
    {
        var descriptor = Open(path, ReadOnlyDirectory, 0);
        if (descriptor < 0)
            throw Failure(path);
        try
        {
            if (Synchronize(descriptor) != 0)
                throw Failure(path);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure(string path) =>
        new($"{path}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
