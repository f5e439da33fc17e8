using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Connectors.Watchdog.Processes;

/// <summary>
/// Notices the end of children without a thread for each. Where there are no <see cref="ExitDescriptors"/> it asks on SIGCHLD for the children
/// it knows, one by one, so that those of others (System.Diagnostics.Process among them) are never collected here. Thread-safe, one a process.
/// </summary>
internal static class ChildWatch
{
    private static readonly ConcurrentDictionary<int, ProcessGroup> Running = new(), Uncollected = new();
    private static readonly ReaderWriterLockSlim Births = new();
    private static readonly Lazy<PosixSignalRegistration> Registration = new(Register);

    private static int requested;

    static ChildWatch() => FirstProcess.TakeOver();

    /// <summary>To be held from before a child is born until <see cref="Add"/> has returned, on one thread.</summary>
    public static Birth Begin()
    {
        Births.EnterReadLock();
        return new Birth(Births);
    }

    /// <summary>Sees to it that <see cref="ProcessGroup.Exited"/> completes.</summary>
    public static void Add(ProcessGroup child)
    {
        Uncollected[child.Pid] = child;
        if (!ExitDescriptors.TryWatch(child))
            AddBySignal(child);
    }

    /// <summary>The same for a child that cannot be watched by a descriptor.</summary>
    internal static void AddBySignal(ProcessGroup child)
    {
        Running[child.Pid] = child;
        GC.KeepAlive(Registration.Value);

        // It may have ended before it was known here.
        if (child.HasExited())
            Forget(child);
    }

    /// <summary>The child has been collected: its number may be another's from now on.</summary>
    public static void Collected(ProcessGroup child) => Uncollected.TryRemove(new KeyValuePair<int, ProcessGroup>(child.Pid, child));

    /// <summary>
    /// Collects children that have ended and are nobody's here, until one comes that is somebody's. False: who comes behind that one cannot be
    /// seen before it has been collected.
    /// </summary>
    public static bool TryCollectStrangers()
    {
        Births.EnterWriteLock();
        try
        {
            while (LibC.FirstEnded() is > 0 and var process)
            {
                if (!IsStranger(process))
                    return false;
                LibC.Collect(process);
            }
            return true;
        }
        finally
        {
            Births.ExitWriteLock();
        }
    }

    /// <summary>The same for the children among these processes.</summary>
    public static void CollectStrangers(IEnumerable<int> processes)
    {
        Births.EnterWriteLock();
        try
        {
            foreach (var process in processes)
            {
                if (IsStranger(process))
                    LibC.Collect(process);
            }
        }
        finally
        {
            Births.ExitWriteLock();
        }
    }

    // What others in this process start stays in its session; what descends from a program that was started here is in that one's or its own.
    private static bool IsStranger(int process) => !Uncollected.ContainsKey(process) && LibC.Session(process) != LibC.Session(0);

    private static PosixSignalRegistration Register()
    {
#pragma warning disable CA1416 // Nothing is started on other systems than Linux.
        return PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => Sweep());
#pragma warning restore CA1416
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
            foreach (var (_, child) in Running)
            {
                if (child.HasExited())
                    Forget(child);
            }
        }
        while (Interlocked.Add(ref requested, -answered) > 0);
    }

    // The number may belong to a newer child by now.
    private static void Forget(ProcessGroup child) => Running.TryRemove(new KeyValuePair<int, ProcessGroup>(child.Pid, child));

    /// <summary>While it lasts no stranger is looked for, for whom a child that is not known yet could be taken.</summary>
    internal readonly ref struct Birth(ReaderWriterLockSlim births)
    {
        public void Dispose() => births.ExitReadLock();
    }
}
