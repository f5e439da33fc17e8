using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Connectors.Watchdog.Processes;

/// <summary>
/// Notices the end of children without a thread for each: on SIGCHLD it asks for the children it knows, one by one, so that those of
/// others (System.Diagnostics.Process among them) are never collected here. Thread-safe, one a process.
/// </summary>
internal static class ChildWatch
{
    private static readonly ConcurrentDictionary<int, ProcessGroup> Children = new();

#pragma warning disable CA1416 // Nothing is started on other systems than Linux.
    private static readonly PosixSignalRegistration Registration = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => Sweep());
#pragma warning restore CA1416

    private static int requested;

    /// <summary>Sees to it that <see cref="ProcessGroup.Exited"/> completes.</summary>
    public static void Add(ProcessGroup child)
    {
        GC.KeepAlive(Registration);
        Children[child.Pid] = child;

        // It may have ended before it was known here.
        if (child.HasExited())
            Forget(child);
    }

    // Signals merge and come in bursts: one sweep at a time, and one more when a signal came meanwhile.
    private static void Sweep()
    {
        if (Interlocked.Increment(ref requested) > 1)
            return;
        int answered;
        do
        {
            answered = Volatile.Read(ref requested);
            foreach (var (_, child) in Children)
            {
                if (child.HasExited())
                    Forget(child);
            }
        }
        while (Interlocked.Add(ref requested, -answered) > 0);
    }

    // The number may belong to a newer child by now.
    private static void Forget(ProcessGroup child) => Children.TryRemove(new KeyValuePair<int, ProcessGroup>(child.Pid, child));
}
