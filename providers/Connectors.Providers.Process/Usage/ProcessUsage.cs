using System.Collections.Concurrent;
using System.Globalization;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Local.Catalogue;
using Connectors.Providers.Process.Replicas;

namespace Connectors.Providers.Process.Usage;

/// <summary>Sums what the process groups of a function use. CPU is the mean since the last time somebody asked, or over a short moment.</summary>
internal sealed class ProcessUsage(FunctionRegistry registry, TimeProvider time) : IFunctionUsage
{
    private const double TicksPerSecond = 100;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<FunctionName, UsageSample> samples = new();

    public async ValueTask<FunctionUsage?> GetAsync(FunctionName function, CancellationToken cancellationToken)
    {
        if (registry.Find(function) is null)
        {
            samples.TryRemove(function, out _);
            return null;
        }
        var now = Take(function);
        if (!samples.TryGetValue(function, out var before) || Elapsed(before, now) < Moment || Elapsed(before, now) > Stale)
        {
            before = now;
            await Task.Delay(Moment, time, cancellationToken);
            now = Take(function);
        }
        samples[function] = now;
        return new FunctionUsage
        {
            Cpu = 1000 * CpuTicks(before, now) / TicksPerSecond / Elapsed(before, now).TotalSeconds,
            TotalMemoryBytes = now.Processes.Values.Sum(process => (double)process.ResidentPages) * Environment.SystemPageSize,
        };
    }

    // A process that began since the last sample has used all its time since then.
    private static double CpuTicks(UsageSample before, UsageSample now) =>
        now.Processes.Values.Sum(process =>
            before.Processes.TryGetValue(process.Id, out var same) && same.StartTicks == process.StartTicks
                ? process.CpuTicks - same.CpuTicks
                : (double)process.CpuTicks);

    private TimeSpan Elapsed(UsageSample before, UsageSample now) => time.GetElapsedTime(before.Timestamp, now.Timestamp);

    private UsageSample Take(FunctionName function)
    {
        var groups = (registry.Find(function)?.Replicas ?? []).OfType<Replica>().SelectMany(replica => replica.ProcessIds).ToHashSet();
        var found = new Dictionary<int, ProcStat>();
        if (groups.Count > 0)
        {
            foreach (var directory in Directory.EnumerateDirectories("/proc"))
            {
                if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                    && ProcStat.Read(id) is { } process && groups.Contains(process.Group))
                    found[id] = process;
            }
        }
        return new UsageSample(time.GetTimestamp(), found);
    }

    private sealed record UsageSample(long Timestamp, IReadOnlyDictionary<int, ProcStat> Processes);
}
