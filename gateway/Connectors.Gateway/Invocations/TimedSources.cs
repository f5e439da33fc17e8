using System.Collections.Concurrent;

namespace Connectors.Gateway.Invocations;

/// <summary>Sources of cancellation with a timer, used again by one call after another. Thread-safe.</summary>
internal static class TimedSources
{
    private const int MostIdle = 1024;
    private static readonly ConcurrentQueue<CancellationTokenSource> idle = new();

    /// <summary>One whose timer does not run.</summary>
    public static CancellationTokenSource Rent(TimeProvider time) =>
        time == TimeProvider.System && idle.TryDequeue(out var source) ? source : new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);

    /// <summary>Nobody uses it or its token any more. One that has fired, or follows a clock of its own, is not used again.</summary>
    public static void Return(CancellationTokenSource source)
    {
        if (idle.Count < MostIdle && source.TryReset())
            idle.Enqueue(source);
        else
            source.Dispose();
    }
}
