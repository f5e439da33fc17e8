namespace Connectors.Sdk.Acknowledging;

/// <summary>
/// What came in order and ends in any order, acknowledged in order: a position counts as done only when all before it are. For sources
/// that remember one position (an offset), or want their acknowledgements in the order of delivery. Thread-safe.
/// </summary>
/// <typeparam name="T">What is acknowledged: a position, a message.</typeparam>
public sealed class ContiguousPrefix<T>
{
    private readonly Lock gate = new();
    private readonly Queue<Entry> open = new();

    /// <summary>How many have begun and are not acknowledged yet.</summary>
    public int Open
    {
        get
        {
            lock (gate)
                return open.Count;
        }
    }

    /// <summary>The next has begun; to be called in the source's order.</summary>
    public Entry Begin(T item)
    {
        var entry = new Entry(item);
        lock (gate)
            open.Enqueue(entry);
        return entry;
    }

    /// <summary>One has ended well.</summary>
    /// <param name="entry">From <see cref="Begin"/>.</param>
    /// <param name="acknowledge">Gets what may be acknowledged now, in order, one after another also when several end at once; must not block.</param>
    public void End(Entry entry, Action<T> acknowledge)
    {
        lock (gate)
        {
            entry.Ended = true;
            while (open.TryPeek(out var first) && first.Ended)
            {
                open.Dequeue();
                acknowledge(first.Item);
            }
        }
    }

    /// <summary>One that has begun.</summary>
    public sealed class Entry
    {
        internal Entry(T item) => Item = item;

        /// <summary>What it is.</summary>
        public T Item { get; }

        internal bool Ended { get; set; }
    }
}
