namespace Connectors.Mqtt.Messages;

/// <summary>Counts what has been begun and not ended, and can be waited for. Thread-safe.</summary>
internal sealed class InHand
{
    private readonly Lock gate = new();
    private TaskCompletionSource? none;
    private int count;

    public bool IsEmpty
    {
        get
        {
            lock (gate)
                return count == 0;
        }
    }

    public void Begin()
    {
        lock (gate)
            count++;
    }

    public void End()
    {
        lock (gate)
        {
            if (--count > 0)
                return;
            none?.SetResult();
            none = null;
        }
    }

    /// <summary>Completes as soon as nothing is in hand.</summary>
    public Task NoneAsync()
    {
        lock (gate)
            return count == 0 ? Task.CompletedTask : (none ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }
}
