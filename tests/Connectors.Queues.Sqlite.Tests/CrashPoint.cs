namespace Connectors.Queues.Sqlite.Tests;

/// <summary>Holds whoever reaches a step there until let go.</summary>
internal sealed class CrashPoint
{
    private readonly TaskCompletionSource halted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new();
    private volatile string? armed;

    public bool IsHalted => halted.Task.IsCompleted;

    public Task HaltAt(string step)
    {
        armed = step;
        return halted.Task;
    }

    public void LetGo()
    {
        armed = null;
        released.TrySetResult();
    }

    public void Reached(string step)
    {
        if (step != armed)
            return;
        halted.TrySetResult();
        released.Task.Wait();
    }
}
