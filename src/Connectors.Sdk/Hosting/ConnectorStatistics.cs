namespace Connectors.Sdk.Hosting;

/// <summary>What one connector has seen since the process started. Thread-safe.</summary>
internal sealed class ConnectorStatistics
{
    private readonly ConnectorMetrics metrics;
    private readonly TimeProvider time;
    private readonly KeyValuePair<string, object?> tag;
    private long received;
    private long dispatched;
    private long unmatched;
    private long failed;
    private long lastEventTicks;

    public ConnectorStatistics(string connector, ConnectorMetrics metrics, TimeProvider time)
    {
        (this.metrics, this.time, tag) = (metrics, time, new("connector", connector));
        metrics.Show(connector, Lag);
    }

    public ConnectorLag Lag { get; } = new();

    public long Received => Interlocked.Read(ref received);

    public long Dispatched => Interlocked.Read(ref dispatched);

    public long Unmatched => Interlocked.Read(ref unmatched);

    public long Failed => Interlocked.Read(ref failed);

    /// <summary>When the last event came; null before the first.</summary>
    public DateTimeOffset? LastEvent => Interlocked.Read(ref lastEventTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public void CountReceived()
    {
        Interlocked.Increment(ref received);
        Interlocked.Exchange(ref lastEventTicks, time.GetUtcNow().UtcTicks);
        metrics.Received.Add(1, tag);
    }

    public void CountDispatched(bool matched)
    {
        Interlocked.Increment(ref matched ? ref dispatched : ref unmatched);
        (matched ? metrics.Dispatched : metrics.Unmatched).Add(1, tag);
    }

    public void CountFailed()
    {
        Interlocked.Increment(ref failed);
        metrics.Failed.Add(1, tag);
    }

    public void CountRestart() => metrics.Restarts.Add(1, tag);
}
