using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Connectors.Watchdog.Processes;

/// <summary>A pipe that no other child of this process inherits. Owns both ends.</summary>
internal sealed class PipePair : IDisposable
{
    private PipePair(int read, int write)
    {
        ReadEnd = new SafePipeHandle(read, ownsHandle: true);
        WriteEnd = new SafePipeHandle(write, ownsHandle: true);
    }

    public SafePipeHandle ReadEnd { get; }

    public SafePipeHandle WriteEnd { get; }

    /// <exception cref="Win32Exception">No descriptors are left.</exception>
    public static unsafe PipePair Create()
    {
        var ends = stackalloc int[2];
        if (LibC.Pipe(ends, LibC.CloseOnExec) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "A pipe could not be made: " + Marshal.GetLastPInvokeErrorMessage());
        return new PipePair(AboveStandard(ends[0]), AboveStandard(ends[1]));
    }

    public void Dispose()
    {
        ReadEnd.Dispose();
        WriteEnd.Dispose();
    }

    // In a process started with closed standard streams a pipe may get 0, 1 or 2, which the child's redirection would overwrite.
    private static int AboveStandard(int descriptor)
    {
        if (descriptor > 2)
            return descriptor;
        var moved = LibC.Control(descriptor, LibC.DuplicateAtLeast, 3);
        if (moved < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        _ = LibC.Close(descriptor);
        return moved;
    }
}
