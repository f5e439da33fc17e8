namespace Connectors.Queues.JetStream.Tests.Cluster;

/// <summary>How long something that happens again and again did not. Thread-safe.</summary>
internal sealed class Pauses
{
    private readonly Lock gate = new();
    private long last = TimeProvider.System.GetTimestamp();

    /// <summary>The longest time from one occurrence to the next.</summary>
    public TimeSpan Longest { get; private set; }

    public void Happened()
    {
        lock (gate)
        {
            var pause = TimeProvider.System.GetElapsedTime(last);
            last = TimeProvider.System.GetTimestamp();
            if (pause > Longest)
                Longest = pause;
        }
    }
}
