namespace Connectors.Providers.Faasd.Images.Pulling;

/// <summary>One holder a key; nothing is left of keys that nobody holds. Thread-safe.</summary>
internal sealed class KeyedLocks
{
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);

    /// <summary>Waits for its turn; disposal gives the key to the next.</summary>
    public async Task<IDisposable> EnterAsync(string key, CancellationToken cancellationToken)
    {
        Entry? entry;
        lock (entries)
        {
            if (!entries.TryGetValue(key, out entry))
                entries[key] = entry = new Entry();
            entry.Wanted++;
        }
        try
        {
            await entry.Turn.WaitAsync(cancellationToken);
        }
        catch
        {
            Leave(key, entry);
            throw;
        }
        return new Held(this, key, entry);
    }

    private void Leave(string key, Entry entry)
    {
        lock (entries)
        {
            if (--entry.Wanted > 0)
                return;
            entries.Remove(key);
        }
        entry.Turn.Dispose();
    }

    private sealed class Entry
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public int Wanted { get; set; }
    }

    private sealed class Held(KeyedLocks locks, string key, Entry entry) : IDisposable
    {
        public void Dispose()
        {
            entry.Turn.Release();
            locks.Leave(key, entry);
        }
    }
}
