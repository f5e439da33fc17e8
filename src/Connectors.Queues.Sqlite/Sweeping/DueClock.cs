namespace Connectors.Queues.Sqlite.Sweeping;

/// <summary>Wakes at the earliest due time there is and makes what is due ready. Thread-safe.</summary>
internal sealed class DueClock(SqliteStore store)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private readonly Core.Changes.ChangeSignal earlier = new();
    private readonly Lock gate = new();
    private long next = long.MaxValue;

    /// <summary>Something becomes due then.</summary>
    public void Schedule(long due)
    {
        lock (gate)
        {
            if (due >= next)
                return;
            next = due;
        }
        earlier.Notify();
    }

    /// <summary>Runs until the store stops. Throws what a write throws.</summary>
    public async Task RunAsync()
    {
        while (true)
        {
            var seen = earlier.Version;
            if (Remaining() is not { } remaining)
                await earlier.WaitAsync(seen, store.Stopping);
            else if (remaining > TimeSpan.Zero)
                await WaitAsync(remaining, seen);
            else
                await PromoteAsync();
        }
    }

    private TimeSpan? Remaining()
    {
        lock (gate)
            return next == long.MaxValue ? null : TimeSpan.FromTicks(Math.Min(next - store.Now, Longest.Ticks));
    }

    private async Task WaitAsync(TimeSpan remaining, long seen)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(store.Stopping);
        await Task.WhenAny(Task.Delay(remaining, store.Time, wait.Token), earlier.WaitAsync(seen, wait.Token));
        await wait.CancelAsync();
        store.Stopping.ThrowIfCancellationRequested();
    }

    private async Task PromoteAsync()
    {
        long reached;
        lock (gate)
            (reached, next) = (next, long.MaxValue);
        try
        {
            Schedule(await store.Writer.RunAsync(new PromoteWrite(store)));
        }
        catch
        {
            Schedule(reached);
            throw;
        }
    }
}
