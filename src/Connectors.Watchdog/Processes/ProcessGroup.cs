using System.Runtime.InteropServices;

namespace Connectors.Watchdog.Processes;

/// <summary>
/// A child that leads its own session and process group. It stays a zombie until <see cref="Reap"/>, so that its number, and with it
/// the group's, cannot be given to another while signals may still be sent. Thread-safe.
/// </summary>
internal sealed class ProcessGroup(int pid)
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ExitStatus? status;

    public int Pid => pid;

    /// <summary>Completes when the leader has ended; members of its group may go on.</summary>
    public Task Exited => exited.Task;

    /// <summary>Whether <see cref="Reap"/> has been called.</summary>
    public bool IsReaped
    {
        get
        {
            lock (gate)
                return status is not null;
        }
    }

    /// <summary>Signals everyone in the group. After <see cref="Reap"/> nothing happens.</summary>
    public void Signal(int signal)
    {
        lock (gate)
        {
            // The only failures are a group without members and members that changed their user: nothing is left to do then.
            if (status is null)
                _ = LibC.Signal(-pid, signal);
        }
    }

    /// <summary>Asks the kernel whether the leader has ended, without collecting it.</summary>
    public unsafe bool HasExited()
    {
        lock (gate)
        {
            if (status is null)
            {
                var info = stackalloc byte[LibC.OpaqueSize];
                new Span<byte>(info, LibC.OpaqueSize).Clear();
                var answer = LibC.WaitId(LibC.ById, pid, info, LibC.Exited | LibC.WithoutWaiting | LibC.WithoutReaping);

                // A failure means that there is no such child any more: the host collects children it does not know.
                if (answer == 0 && *(int*)info == 0)
                    return false;
            }
        }
        exited.TrySetResult();
        return true;
    }

    /// <summary>The leader has ended, as somebody has seen.</summary>
    public void TellExited() => exited.TrySetResult();

    /// <summary>Kills what is left of the group and collects the leader. Call after <see cref="Exited"/>; repeatable.</summary>
    public unsafe ExitStatus Reap()
    {
        lock (gate)
        {
            if (status is { } known)
                return known;
            _ = LibC.Signal(-pid, LibC.Kill);
            int answer, raw;
            do
                answer = LibC.WaitPid(pid, &raw, 0);
            while (answer < 0 && Marshal.GetLastPInvokeError() == LibC.Interrupted);
            var result = answer == pid ? ExitStatus.FromWait(raw) : ExitStatus.Unknown;
            status = result;
            ChildWatch.Collected(this);
            return result;
        }
    }
}
