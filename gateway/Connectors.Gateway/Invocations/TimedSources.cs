using System.Collections.Concurrent;

namespace Connectors.Gateway.Invocations;

/// <summary>Sources of cancellation with a timer, used again by one call after another. Thread-safe.</summary>
internal static class TimedSources
{
    private const int MostIdle = 1024;
    private static readonly ConcurrentQueue<CancellationTokenSource> idle = new();

    // The queue's own count waits for those who use it at the moment.
    private static int count;

    /// <summary>One whose timer does not run.</summary>
    public static CancellationTokenSource Rent(TimeProvider time)
    {
        if (time != TimeProvider.System || !idle.TryDequeue(out var source))
            return new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        Interlocked.Decrement(ref count);
        return source;
    }

    /// <summary>Nobody uses it or its token any more. One that has fired, or follows a clock of its own, is not used again.</summary>
    public static void Return(CancellationTokenSource source)
    {
        if (Volatile.Read(ref count) >= MostIdle || !source.TryReset())
        {
            source.Dispose();
            return;
        }
        Interlocked.Increment(ref count);
        idle.Enqueue(source);
    }
}
