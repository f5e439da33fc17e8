namespace Connectors.Queues.Sqlite.Lanes;

/// <summary>What is known of a queue in memory. Changed by the writer only, after commit.</summary>
internal sealed class QueueState(string name)
{
    private long callbacksPending;
    private volatile bool paused;

    public string Name => name;

    public bool Paused
    {
        get => paused;
        set => paused = value;
    }

    public long CallbacksPending => Interlocked.Read(ref callbacksPending);

    public void AddCallbacks(long count) => Interlocked.Add(ref callbacksPending, count);
}
