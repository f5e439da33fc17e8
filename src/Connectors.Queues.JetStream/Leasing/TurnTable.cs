namespace Connectors.Queues.JetStream.Leasing;

/// <summary>What has arrived, by key; keys take turns. Not thread-safe.</summary>
internal sealed class TurnTable<TKey> where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedList<Arrival<TKey>>> waiting = [];
    private readonly Queue<TKey> turns = new();

    public int Count { get; private set; }

    public int Of(TKey key) => waiting.TryGetValue(key, out var list) ? list.Count : 0;

    public void Add(Arrival<TKey> arrival, bool first = false)
    {
        if (!waiting.TryGetValue(arrival.Key, out var list))
        {
            waiting.Add(arrival.Key, list = new());
            turns.Enqueue(arrival.Key);
        }
        if (first)
            list.AddFirst(arrival);
        else
            list.AddLast(arrival);
        Count++;
    }

    /// <summary>Takes up to <paramref name="count"/>, one a key and turn.</summary>
    /// <param name="count">How many at most.</param>
    /// <param name="available">How many of a key may be taken now.</param>
    public List<Arrival<TKey>> Take(int count, Func<TKey, int> available)
    {
        var taken = new List<Arrival<TKey>>();
        var room = new Dictionary<TKey, int>();
        for (var passed = 0; taken.Count < count && passed < turns.Count;)
        {
            var key = turns.Dequeue();
            if (!room.TryGetValue(key, out var left))
                left = available(key);
            if (left <= 0)
            {
                passed++;
                turns.Enqueue(key);
                continue;
            }
            room[key] = left - 1;
            passed = 0;
            taken.Add(RemoveFirst(key));
        }
        return taken;
    }

    /// <summary>Takes everything that the condition fits.</summary>
    public List<Arrival<TKey>> TakeWhere(Func<Arrival<TKey>, bool> condition)
    {
        var taken = waiting.Values.SelectMany(list => list).Where(condition).ToList();
        foreach (var arrival in taken)
        {
            waiting[arrival.Key].Remove(arrival);
            Count--;
        }
        if (taken.Count > 0)
            Tidy();
        return taken;
    }

    private Arrival<TKey> RemoveFirst(TKey key)
    {
        var list = waiting[key];
        var arrival = list.First!.Value;
        list.RemoveFirst();
        Count--;
        if (list.Count > 0)
            turns.Enqueue(key);
        else
            waiting.Remove(key);
        return arrival;
    }

    private void Tidy()
    {
        for (var n = turns.Count; n > 0; n--)
        {
            var key = turns.Dequeue();
            if (waiting[key].Count > 0)
                turns.Enqueue(key);
            else
                waiting.Remove(key);
        }
    }
}
