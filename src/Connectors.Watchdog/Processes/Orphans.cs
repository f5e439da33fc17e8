using System.Globalization;
using System.Runtime.InteropServices;

namespace Connectors.Watchdog.Processes;

/// <summary>
/// The first process of a container inherits every process whose parent has ended, and has to collect it when it ends in turn; otherwise
/// the dead fill the table of processes. Looks for them after each SIGCHLD.
/// </summary>
internal sealed class Orphans
{
    // Many may end at once: looked for not more often than so.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly ITimer timer;
    private readonly PosixSignalRegistration registration;
    private int expected;

    public Orphans(TimeProvider time)
    {
        timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
#pragma warning disable CA1416 // Nothing is started on other systems than Linux.
        registration = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => Expect());
#pragma warning restore CA1416
    }

    private void Expect()
    {
        GC.KeepAlive(registration);
        if (Interlocked.Exchange(ref expected, 1) == 0)
            timer.Change(Pause, Timeout.InfiniteTimeSpan);
    }

    private void Look()
    {
        Volatile.Write(ref expected, 0);
        if (ChildWatch.TryCollectStrangers())
            return;
        if (Children() is { } children)
            ChildWatch.CollectStrangers(children);
        else
            Expect();
    }

    /// <summary>All children, living ones too; null where the system does not tell them.</summary>
    private static List<int>? Children()
    {
        try
        {
            var children = new List<int>();
            foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
            {
                foreach (var child in File.ReadAllText(thread + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    children.Add(int.Parse(child, CultureInfo.InvariantCulture));
            }
            return children;
        }
        catch (Exception unseen) when (unseen is IOException or UnauthorizedAccessException)
        {
            // There is no /proc, or a thread has ended meanwhile and its children are another's now.
            return null;
        }
    }
}
