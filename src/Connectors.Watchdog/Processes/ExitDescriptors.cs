using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Connectors.Watchdog.Processes;

/// <summary>
/// Notices the end of children by a descriptor of each, for which one thread waits: nobody else is disturbed, as everybody is by a signal.
/// Linux has such descriptors since 5.3. Thread-safe, one a process.
/// </summary>
internal static unsafe class ExitDescriptors
{
    private const int Add = 1, MostAtOnce = 64, LargestEvent = 16, StackSize = 128 * 1024;
    private const uint ReadableOnce = 0x40000001;

    // The kernel's structure is packed on these architectures alone.
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 12 : LargestEvent;
    private static readonly int DataAt = EventSize - sizeof(long);
    private static readonly ConcurrentDictionary<int, ProcessGroup> Watched = new();
    private static readonly int Poll = Start();

    /// <summary>Sees to it that the child's end is told; false: the system does not offer that, or has no descriptor left.</summary>
    public static bool TryWatch(ProcessGroup child)
    {
        if (Poll < 0 || LibC.OpenProcess(child.Pid) is var descriptor && descriptor < 0)
            return false;
        Watched[descriptor] = child;

        // Once, for a copy in a child that is just being born would go on telling it after this one is closed.
        var wanted = stackalloc byte[LargestEvent];
        *(uint*)wanted = ReadableOnce;
        *(long*)(wanted + DataAt) = descriptor;
        if (LibC.ControlPoll(Poll, Add, descriptor, wanted) == 0)
            return true;
        Forget(descriptor);
        return false;
    }

    private static int Start()
    {
        var poll = LibC.CreatePoll(LibC.CloseOnExec);
        if (poll >= 0)
            new Thread(() => Watch(poll), StackSize) { IsBackground = true, Name = "ends of children" }.Start();
        return poll;
    }

    private static void Watch(int poll)
    {
        var events = stackalloc byte[MostAtOnce * LargestEvent];
        while (true)
        {
            // Nothing but a signal, after which there are none, makes it fail.
            var count = LibC.WaitForPoll(poll, events, MostAtOnce, -1);
            for (var at = 0; at < count; at++)
                Forget((int)*(long*)(events + at * EventSize + DataAt))?.TellExited();
        }
    }

    private static ProcessGroup? Forget(int descriptor)
    {
        if (!Watched.TryRemove(descriptor, out var child))
            return null;
        _ = LibC.Close(descriptor);
        return child;
    }
}
