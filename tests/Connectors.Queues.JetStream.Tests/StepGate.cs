namespace Connectors.Queues.JetStream.Tests;

/// <summary>Holds whoever reaches a step there until let go.</summary>
internal sealed class StepGate
{
    private readonly TaskCompletionSource halted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? armed;

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

    public async ValueTask ReachedAsync(string step)
    {
        if (step != armed)
            return;
        halted.TrySetResult();
        await released.Task;
    }
}
