using Connectors.Providers.Faasd.Containerd.Api.Tasks;

namespace Connectors.Providers.Faasd.Containers;

/// <summary>The process of a container.</summary>
/// <param name="Container">Whose.</param>
/// <param name="Phase">What it does.</param>
/// <param name="ProcessId">Its number on this machine; 0: it has none.</param>
internal sealed record TaskState(string Container, TaskPhase Phase, int ProcessId)
{
    public static TaskState Of(Process process) => new(process.Id.Length > 0 ? process.Id : process.ContainerId, PhaseOf(process.Status), (int)process.Pid);

    private static TaskPhase PhaseOf(Status status) => status switch
    {
        Status.Created => TaskPhase.Created,
        Status.Running => TaskPhase.Running,
        Status.Paused or Status.Pausing => TaskPhase.Paused,
        Status.Stopped => TaskPhase.Exited,
        _ => TaskPhase.Unknown,
    };
}

/// <summary>What a process does.</summary>
internal enum TaskPhase
{
    /// <summary>containerd cannot tell: who watches it does not answer.</summary>
    Unknown,

    /// <summary>It is made and has not begun.</summary>
    Created,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It is there, and is given no time.</summary>
    Paused,

    /// <summary>It has ended and has not been removed.</summary>
    Exited,
}

/// <summary>How a process ended: 128 and the signal's number when it was ended by one.</summary>
internal sealed record TaskEnd(int ExitCode, DateTimeOffset At);
