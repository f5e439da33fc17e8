using System.Diagnostics;

namespace Connectors.Benchmarks.Load;

/// <summary>When one connection sends its requests.</summary>
/// <param name="every">Ticks of the stopwatch from one to the next; 0: at once.</param>
/// <param name="offset">Ticks before the first, so that connections do not all send in the same moment.</param>
internal sealed class Pace(long every, long offset)
{
    private readonly long start = Stopwatch.GetTimestamp() + offset;
    private long sent;

    /// <summary>Returns when the next is due. What is late is not made up for by a burst.</summary>
    public async ValueTask NextAsync()
    {
        if (every == 0)
            return;
        var due = start + sent++ * every;
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
        if (left > TimeSpan.Zero)
            await Task.Delay(left);
    }
}
