namespace Connectors.Kafka.Consuming;

/// <summary>Lets those of one ordering key go one after another, in the order they came. Thread-safe.</summary>
internal sealed class Lanes
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<Taken>> busy = new(StringComparer.Ordinal);

    /// <summary>True when it may go now; otherwise it waits behind those before it.</summary>
    public bool TryEnter(string key, in Taken taken)
    {
        lock (gate)
        {
            if (busy.TryGetValue(key, out var waiting))
            {
                waiting.Enqueue(taken);
                return false;
            }
            busy[key] = new Queue<Taken>();
            return true;
        }
    }

    /// <summary>The former has ended; gives the one behind it, or frees the lane.</summary>
    public bool TryNext(string key, out Taken taken)
    {
        lock (gate)
        {
            if (busy[key].TryDequeue(out taken))
                return true;
            busy.Remove(key);
            return false;
        }
    }
}
