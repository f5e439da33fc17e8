using System.Runtime.InteropServices;

namespace Connectors.Watchdog.Processes;

/// <summary>
/// What is different where this process is the first of its container. The runtime then collects every child at once, those too that are not
/// its own, and how they ended would be lost; so that is taken out of its hands, and <see cref="Orphans"/> are collected here.
/// </summary>
internal static unsafe partial class FirstProcess
{
    private static Orphans? orphans;

    /// <summary>To be called before the first child is started. Nothing happens in any other process.</summary>
    public static void TakeOver()
    {
        if (Environment.ProcessId != 1)
            return;
        OnChildEnded(&LeaveAlone);
        orphans ??= new Orphans(TimeProvider.System);
    }

    // A runtime that has someone to tell collects nothing itself.
    [UnmanagedCallersOnly]
    private static int LeaveAlone(int all, int console) => 0;

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_RegisterForSigChld")]
    private static partial void OnChildEnded(delegate* unmanaged<int, int, int> callback);
}
