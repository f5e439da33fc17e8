namespace Connectors.Core.Changes;

/// <summary>
/// A level-triggered "something changed": read the snapshot after it. Changes are coalesced and never missed, because a waiter names
/// the version it has seen. Thread-safe; any number of waiters.
/// </summary>
public sealed class ChangeSignal
{
    private readonly Lock gate = new();
    private TaskCompletionSource<long> next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long version;

    /// <summary>Grows by one with each change; read it before the snapshot, then wait for what comes after it.</summary>
    public long Version => Interlocked.Read(ref version);

    /// <summary>Says that something changed.</summary>
    public void Notify()
    {
        TaskCompletionSource<long> waiting;
        long now;
        lock (gate)
        {
            now = ++version;
            waiting = next;
            next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        waiting.SetResult(now);
    }

    /// <summary>Completes with the current version as soon as it is past <paramref name="seen"/>.</summary>
    /// <exception cref="OperationCanceledException">The token fired first.</exception>
    public Task<long> WaitAsync(long seen, CancellationToken cancellationToken)
    {
        lock (gate)
            return version > seen ? Task.FromResult(version) : next.Task.WaitAsync(cancellationToken);
    }
}
