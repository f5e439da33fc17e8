using System.Runtime.InteropServices;
using Connectors.Providers.Local.Durability;

namespace Connectors.Providers.Faasd.Replicas;

/// <summary>Folders that never reach a disk: where they do not lie in memory already, memory is mounted for them as long as there is one. Thread-safe.</summary>
/// <param name="path">They are below it.</param>
internal sealed partial class MemoryFolder(string path)
{
    private const long MemoryFileSystem = 0x01021994; // TMPFS_MAGIC
    private const ulong Plain = 0x2 | 0x4 | 0x8; // nosuid, nodev, noexec
    private const int Detach = 2;

    private readonly Lock gate = new();

    /// <summary>Makes a folder of this name.</summary>
    /// <exception cref="IOException">The machine refuses.</exception>
    public void Add(string name, UnixFileMode mode)
    {
        lock (gate)
        {
            Directory.CreateDirectory(path, DurableDirectory.OwnerOnly);
            if (!IsInMemory() && Mount("tmpfs", path, "tmpfs", Plain, "mode=0700,size=256m") != 0)
                throw new IOException($"memory could not be mounted on {path}, where secrets are shown to functions: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}. Run as root, or name a folder in memory in faasd.state-dir.");
            Directory.CreateDirectory(Path.Combine(path, name));
            File.SetUnixFileMode(Path.Combine(path, name), mode);
        }
    }

    /// <summary>Removes the folder of this name, if there is one; the last takes the mount along.</summary>
    public void Remove(string name)
    {
        lock (gate)
        {
            var folder = Path.Combine(path, name);
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            if (Directory.Exists(path) && IsMountPoint() && !Directory.EnumerateFileSystemEntries(path).Any())
                _ = Unmount(path, Detach);
        }
    }

    /// <summary>Names of the folders there are.</summary>
    public IReadOnlyList<string> Names() => Directory.Exists(path) ? [.. Directory.EnumerateDirectories(path).Select(folder => Path.GetFileName(folder)!)] : [];

    private bool IsMountPoint() =>
        File.ReadLines("/proc/self/mountinfo").Any(line => line.Split(' ') is { Length: > 4 } fields && fields[4] == path);

    private bool IsInMemory()
    {
        Span<byte> answer = stackalloc byte[256];
        return FileSystemOf(path, ref MemoryMarshal.GetReference(answer)) == 0 && MemoryMarshal.Read<nint>(answer) == MemoryFileSystem;
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, ulong flags, string data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string path, int flags);

    [LibraryImport("libc", EntryPoint = "statfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FileSystemOf(string path, ref byte buffer);
}
