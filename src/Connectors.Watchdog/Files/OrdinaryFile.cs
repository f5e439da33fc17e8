using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Connectors.Watchdog.Files;

/// <summary>Opens a file by its real path in one step, so that no link can be put in the way between a look and the opening, and nothing that would be waited for.</summary>
internal static unsafe partial class OrdinaryFile
{
    // Read-only is 0. Without the second flag the opening of a pipe waits until somebody writes to it.
    private const int CloseOnExec = 0x80000, NonBlocking = 0x800;
    private const ulong WithoutLinks = 0x02 | 0x04;
    private const int FromHere = -100, NotOffered = 38, NotPermitted = 1;

    // The same on every architecture; the C library has no name for it yet.
    private const nint OpenByRules = 437;

    /// <summary>The ordinary file at a path without links; null when there is none, or something else.</summary>
    public static FileStream? Open(string path)
    {
        var handle = new SafeFileHandle(Descriptor(path), ownsHandle: true);
        try
        {
            if (!handle.IsInvalid && !File.GetAttributes(handle).HasFlag(FileAttributes.Directory) && new FileStream(handle, FileAccess.Read, bufferSize: 0) is { CanSeek: true } file)
                return file;
        }
        catch (Exception other) when (other is UnauthorizedAccessException or IOException)
        {
            // Nothing that can be served.
        }
        handle.Dispose();
        return null;
    }

    private static int Descriptor(string path)
    {
        var rules = stackalloc ulong[] { CloseOnExec | NonBlocking, 0, WithoutLinks };
        var descriptor = (int)OpenByRulesOf(OpenByRules, FromHere, path, rules, 3 * sizeof(ulong));
        if (descriptor >= 0 || Marshal.GetLastPInvokeError() is not (NotOffered or NotPermitted))
            return descriptor;

        // Linux before 5.6, and some sandboxes: where it has led is looked at afterwards.
        descriptor = OpenPlainly(path, CloseOnExec | NonBlocking);
        if (descriptor < 0 || RealPath.Of(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{descriptor}")) == path)
            return descriptor;
        _ = Processes.LibC.Close(descriptor);
        return -1;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenByRulesOf(nint number, nint from, string path, void* rules, nint size);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenPlainly(string path, int flags);
}
