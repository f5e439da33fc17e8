using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containerd.Api.Snapshots;
using Connectors.Providers.Faasd.Containerd.Api.Tasks;
using Connectors.Providers.Faasd.Images;
using Google.Protobuf.WellKnownTypes;

namespace Connectors.Providers.Faasd.Containers;

/// <summary>The processes of one namespace's containers, one each. Thread-safe for different containers.</summary>
internal sealed class ContainerTasks(ContainerdNamespace containerd, ImageOptions images)
{
    /// <summary>Makes the process, with its namespaces and its control group; it begins with <see cref="StartAsync"/>.</summary>
    /// <param name="container">Whose.</param>
    /// <param name="output">Where its lines go; null: nowhere.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>Its number on this machine.</returns>
    public async Task<int> CreateAsync(string container, Uri? output, CancellationToken cancellationToken)
    {
        var root = await containerd.Snapshots.MountsAsync(new MountsRequest { Snapshotter = images.Snapshotter, Key = container }, cancellationToken: cancellationToken);
        var request = new CreateTaskRequest { ContainerId = container, Stdout = output?.AbsoluteUri ?? "", Stderr = output?.AbsoluteUri ?? "" };
        request.Rootfs.Add(root.Mounts);
        var answer = await containerd.Tasks.CreateAsync(request, cancellationToken: cancellationToken);
        return (int)answer.Pid;
    }

    /// <summary>Begins what <see cref="CreateAsync"/> has made.</summary>
    public async Task StartAsync(string container, CancellationToken cancellationToken) =>
        await containerd.Tasks.StartAsync(new StartRequest { ContainerId = container }, cancellationToken: cancellationToken);

    /// <summary>Gives it no more time until <see cref="ResumeAsync"/>; its memory and its connections stay.</summary>
    public async Task PauseAsync(string container, CancellationToken cancellationToken) =>
        await containerd.Tasks.PauseAsync(new PauseTaskRequest { ContainerId = container }, cancellationToken: cancellationToken);

    /// <summary>Gives it time again.</summary>
    public async Task ResumeAsync(string container, CancellationToken cancellationToken) =>
        await containerd.Tasks.ResumeAsync(new ResumeTaskRequest { ContainerId = container }, cancellationToken: cancellationToken);

    /// <summary>Null when the container has no process.</summary>
    public async Task<TaskState?> FindAsync(string container, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await containerd.Tasks.GetAsync(new GetRequest { ContainerId = container }, cancellationToken: cancellationToken);
            return TaskState.Of(answer.Process);
        }
        catch (ContainerdException missing) when (missing.IsMissing)
        {
            return null;
        }
    }

    /// <summary>All processes of the namespace.</summary>
    public async Task<IReadOnlyList<TaskState>> ListAsync(CancellationToken cancellationToken)
    {
        var answer = await containerd.Tasks.ListAsync(new ListTasksRequest(), cancellationToken: cancellationToken);
        return [.. answer.Tasks.Select(TaskState.Of)];
    }

    /// <summary>Sends a signal to the first process, or to all of them; false when there is none to take it.</summary>
    public async Task<bool> SignalAsync(string container, int signal, bool toAll, CancellationToken cancellationToken)
    {
        try
        {
            await containerd.Tasks.KillAsync(new KillRequest { ContainerId = container, Signal = (uint)signal, All = toAll }, cancellationToken: cancellationToken);
            return true;
        }
        catch (ContainerdException missing) when (missing.IsMissing)
        {
            return false;
        }
    }

    /// <summary>Waits until it has ended; at once when it had before. Null when the container has no process.</summary>
    public async Task<TaskEnd?> WaitAsync(string container, CancellationToken cancellationToken)
    {
        try
        {
            // As long as the process lives, which has no end in sight.
            var answer = await containerd.Tasks.WaitAsync(new WaitRequest { ContainerId = container }, deadline: DateTime.MaxValue, cancellationToken: cancellationToken);
            return End(answer.ExitStatus, answer.ExitedAt);
        }
        catch (ContainerdException missing) when (missing.IsMissing)
        {
            return null;
        }
    }

    /// <summary>Removes a process that has ended, or has not begun, with what belonged to it. Null when there is none.</summary>
    public async Task<TaskEnd?> DeleteAsync(string container, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await containerd.Tasks.DeleteAsync(new DeleteTaskRequest { ContainerId = container }, cancellationToken: cancellationToken);
            return End(answer.ExitStatus, answer.ExitedAt);
        }
        catch (ContainerdException missing) when (missing.IsMissing)
        {
            return null;
        }
    }

    private static TaskEnd End(uint status, Timestamp? at) => new((int)status, at?.ToDateTimeOffset() ?? default);
}
