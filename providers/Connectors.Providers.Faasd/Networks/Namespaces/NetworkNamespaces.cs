using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Connectors.Providers.Faasd.Networks.Namespaces;

/// <summary>
/// Network namespaces that live without a process: each is mounted on a file. They are made by a program of their own, <c>unshare</c>, because
/// a thread of ours that entered one would take along whatever thread the runtime starts from it.
/// </summary>
internal sealed partial class NetworkNamespaces(string directory)
{
    private const int Detach = 2; // MNT_DETACH
    private const long NamespaceFileSystem = 0x6e736673;
    private const int NotMounted = 22; // EINVAL
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Whose there are, living ones and leftovers.</summary>
    public IReadOnlyList<string> Names() => Directory.Exists(directory) ? [.. Directory.EnumerateFiles(directory).Select(path => Path.GetFileName(path)!)] : [];

    public string PathOf(string name) => Path.Combine(directory, name);

    /// <summary>False for a file that nothing is mounted on: its maker was killed, or the machine has been started anew.</summary>
    public bool IsAlive(string name)
    {
        Span<byte> answer = stackalloc byte[256];
        return FileSystemOf(PathOf(name), ref MemoryMarshal.GetReference(answer)) == 0 && MemoryMarshal.Read<nint>(answer) == NamespaceFileSystem;
    }

    /// <summary>Makes one, in place of whatever is there by that name.</summary>
    /// <exception cref="NetworkException">The machine refuses.</exception>
    public async Task<string> CreateAsync(string name)
    {
        Remove(name);
        var path = PathOf(name);
        try
        {
            Directory.CreateDirectory(directory, OwnerOnly);
            await using (new FileStream(path, FileMode.CreateNew))
            {
                // Something to mount it on.
            }
            await UnshareAsync(path);
            return path;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or Win32Exception)
        {
            Remove(name);
            throw new NetworkException($"the network namespace of {name} could not be made at {path}: {cause.Message.TrimEnd('.')}. Run as root, on a machine that has the program unshare (util-linux).", cause);
        }
    }

    /// <summary>Removes it with the devices in it; one that is gone is no fault.</summary>
    /// <exception cref="NetworkException">The machine refuses.</exception>
    public void Remove(string name)
    {
        var path = PathOf(name);
        if (!File.Exists(path))
            return;
        // Detached: who still runs in it keeps it until the end.
        if (Unmount(path, Detach) != 0 && Marshal.GetLastPInvokeError() is not NotMounted and var error)
            throw new NetworkException($"the network namespace of {name} could not be unmounted from {path}: {Marshal.GetPInvokeErrorMessage(error)}. Run as root.");
        try
        {
            File.Delete(path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new NetworkException($"{path} could not be removed: {cause.Message.TrimEnd('.')}. Make its directory writable.", cause);
        }
    }

    private static async Task UnshareAsync(string path)
    {
        using var process = Process.Start(new ProcessStartInfo("unshare", [$"--net={path}", "true"]) { RedirectStandardError = true })!;
        // Not to be cancelled: half a namespace helps nobody, and this takes milliseconds.
        var errors = await process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        if (process.ExitCode != 0)
            throw new IOException(ForeignText.Shown(errors.Trim(), 300));
    }

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string path, int flags);

    [LibraryImport("libc", EntryPoint = "statfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FileSystemOf(string path, ref byte buffer);
}
