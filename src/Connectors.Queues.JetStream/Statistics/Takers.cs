namespace Connectors.Queues.JetStream.Statistics;

/// <summary>The workers of this process that wait for leases at the moment, and the queue each asks for. Thread-safe.</summary>
internal sealed class Takers
{
    private readonly Lock gate = new();
    private readonly Dictionary<WorkingOn, int> waiting = [];

    /// <summary>A worker waits until the returned is disposed.</summary>
    public IDisposable Enter(string worker, string? queue)
    {
        var one = new WorkingOn(worker, queue ?? "");
        lock (gate)
            waiting[one] = waiting.GetValueOrDefault(one) + 1;
        return new Leaving(this, one);
    }

    public IReadOnlyList<WorkingOn> Now()
    {
        lock (gate)
            return [.. waiting.Keys];
    }

    private void Leave(WorkingOn one)
    {
        lock (gate)
        {
            if (waiting[one] == 1)
                waiting.Remove(one);
            else
                waiting[one]--;
        }
    }

    private sealed class Leaving(Takers takers, WorkingOn one) : IDisposable
    {
        public void Dispose() => takers.Leave(one);
    }
}
