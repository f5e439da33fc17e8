using System.Collections.Concurrent;
using Connectors.Core.Functions;

namespace Connectors.Providers.Faasd.Usage;

/// <summary>
/// Sums what the control groups of a function use. Processor time is the mean since the last time somebody asked, or over a short moment. Thread-safe.
/// </summary>
/// <param name="read">Reads one group; null when there is none.</param>
/// <param name="time">The clock.</param>
internal sealed class UsageMeter(Func<string, CgroupSample?> read, TimeProvider time)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<FunctionName, Reading> readings = new();

    /// <param name="function">Whose.</param>
    /// <param name="groups">Its replicas' groups now; asked twice when it must be waited.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<FunctionUsage> MeasureAsync(FunctionName function, Func<IReadOnlyList<string>> groups, CancellationToken cancellationToken)
    {
        var now = Take(groups());
        if (!readings.TryGetValue(function, out var before) || Elapsed(before, now) < Moment || Elapsed(before, now) > Stale)
        {
            before = now;
            await Task.Delay(Moment, time, cancellationToken);
            now = Take(groups());
        }
        readings[function] = now;
        return new FunctionUsage
        {
            Cpu = Nanoseconds(before, now) / Elapsed(before, now).TotalMicroseconds,
            TotalMemoryBytes = now.Samples.Values.Sum(sample => sample.MemoryBytes),
        };
    }

    /// <summary>Forgets a function that was removed.</summary>
    public void Forget(FunctionName function) => readings.TryRemove(function, out _);

    // A group that is new has used all its time since; one that counts less than before was made anew.
    private static double Nanoseconds(Reading before, Reading now) =>
        now.Samples.Sum(group => before.Samples.TryGetValue(group.Key, out var same) && same.CpuNanoseconds <= group.Value.CpuNanoseconds
            ? group.Value.CpuNanoseconds - same.CpuNanoseconds
            : group.Value.CpuNanoseconds);

    private TimeSpan Elapsed(Reading before, Reading now) => time.GetElapsedTime(before.Timestamp, now.Timestamp);

    private Reading Take(IReadOnlyList<string> groups)
    {
        var samples = new Dictionary<string, CgroupSample>(StringComparer.Ordinal);
        foreach (var group in groups)
        {
            if (read(group) is { } sample)
                samples[group] = sample;
        }
        return new Reading(time.GetTimestamp(), samples);
    }

    private sealed record Reading(long Timestamp, IReadOnlyDictionary<string, CgroupSample> Samples);
}
