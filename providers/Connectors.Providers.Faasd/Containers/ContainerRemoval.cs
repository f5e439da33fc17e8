using Connectors.Providers.Faasd.Containerd;
using Grpc.Core;

namespace Connectors.Providers.Faasd.Containers;

/// <summary>Ends containers, whatever state they are in. Thread-safe for different containers; what was broken off can be done again.</summary>
internal sealed class ContainerRemoval(ContainerStore store, ContainerTasks tasks, TimeProvider time)
{
    private const int Kill = 9;
    private const int Terminate = 15;
    private static readonly TimeSpan AfterKill = TimeSpan.FromSeconds(30);

    /// <summary>Ends the process: politely first, and after the grace without asking. The container stays and can be started again.</summary>
    public async Task StopAsync(string container, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (await tasks.FindAsync(container, cancellationToken) is not { } state)
            return;
        // Who is given no time hears no signal.
        if (state.Phase == TaskPhase.Paused)
            await ResumeAsync(container, cancellationToken);
        if (state.Phase is TaskPhase.Running or TaskPhase.Paused && grace > TimeSpan.Zero)
        {
            await tasks.SignalAsync(container, Terminate, toAll: false, cancellationToken);
            await EndedAsync(container, grace, cancellationToken);
        }
        // What it has started may have outlived it.
        await tasks.SignalAsync(container, Kill, toAll: true, cancellationToken);
        if (state.Phase != TaskPhase.Created)
            await EndedAsync(container, AfterKill, cancellationToken);
        await tasks.DeleteAsync(container, cancellationToken);
    }

    /// <summary>Ends the process and removes the container with its root.</summary>
    public async Task RemoveAsync(string container, TimeSpan grace, CancellationToken cancellationToken)
    {
        await StopAsync(container, grace, cancellationToken);
        await store.RemoveAsync(container, cancellationToken);
    }

    private async Task EndedAsync(string container, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await tasks.WaitAsync(container, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It takes too long: whoever called goes on without its consent.
        }
    }

    private async Task ResumeAsync(string container, CancellationToken cancellationToken)
    {
        try
        {
            await tasks.ResumeAsync(container, cancellationToken);
        }
        catch (ContainerdException ended) when (ended.IsMissing || ended.Status == StatusCode.FailedPrecondition)
        {
            // It has been resumed, or has ended, in the meantime.
        }
    }
}
