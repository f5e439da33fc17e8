namespace Connectors.Webhooks.Intake;

/// <summary>Counts who is inside, so that a connector that stops lets them finish and nobody else in. Thread-safe.</summary>
internal sealed class Doorway
{
    private readonly Lock gate = new();
    private TaskCompletionSource? empty;
    private bool closed;
    private int inside;

    /// <summary>False when closed; else <see cref="Leave"/> must follow.</summary>
    public bool TryEnter()
    {
        lock (gate)
        {
            if (closed)
                return false;
            inside++;
            return true;
        }
    }

    public void Leave()
    {
        lock (gate)
        {
            if (--inside == 0)
                empty?.TrySetResult();
        }
    }

    /// <summary>Stands open until cancelled; returns when the last one inside has left.</summary>
    public async Task StandOpenAsync(CancellationToken cancellationToken)
    {
        lock (gate)
            closed = false;
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellationToken.Register(cancelled.SetResult))
            await cancelled.Task;
        await Close();
    }

    private Task Close()
    {
        lock (gate)
        {
            closed = true;
            if (inside == 0)
                return Task.CompletedTask;
            empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return empty.Task;
        }
    }
}
