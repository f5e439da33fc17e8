using System.Collections.Concurrent;

namespace Connectors.Providers.Faasd.Logs;

/// <summary>Follows what all replicas write. They are looked at in turn, so that a flood of one delays the others by one buffer at most. Thread-safe.</summary>
internal sealed class OutputTails : IAsyncDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<OutputTail, bool> tails = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly TimeProvider time;
    private readonly Task following;

    public OutputTails(TimeProvider time)
    {
        this.time = time;
        following = Task.Run(FollowAsync);
    }

    public void Add(OutputTail tail) => tails.TryAdd(tail, true);

    /// <summary>Reads the rest of one and looks at it no more.</summary>
    public void Remove(OutputTail tail)
    {
        if (tails.TryRemove(tail, out _))
            tail.Finish();
    }

    public async ValueTask DisposeAsync()
    {
        if (following.IsCompleted)
            return;
        await stopping.CancelAsync();
        await following;
        foreach (var tail in tails.Keys)
            tail.Release();
    }

    private async Task FollowAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            var more = false;
            foreach (var tail in tails.Keys)
                more |= tail.Advance();
            if (!more)
                await Task.Delay(Between, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
