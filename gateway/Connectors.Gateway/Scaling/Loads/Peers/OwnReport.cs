using System.Text.Json;
using Connectors.Gateway.Metrics;

namespace Connectors.Gateway.Scaling.Loads.Peers;

/// <summary>What this gateway tells of its calls. Thread-safe.</summary>
internal sealed class OwnReport(FunctionTraffic traffic, TimeProvider time)
{
    // A message may hold 512 KiB, and a line of the longest names takes less than 200 bytes.
    private const int FunctionsInMessage = 2_500;

    private readonly string gateway = Guid.NewGuid().ToString("N");
    private readonly long started = time.GetTimestamp();

    /// <summary>As of now.</summary>
    public LoadReport Now() => new(
        gateway, time.GetElapsedTime(started).TotalSeconds,
        [.. traffic.All.Select(one => new FunctionReport(one.Function.Name, one.Function.Namespace, one.Total, one.InFlight))]);

    /// <summary>The same in messages, at least one.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Messages()
    {
        var report = Now();
        return [.. report.Functions.Chunk(FunctionsInMessage).DefaultIfEmpty([]).Select(part => Bytes(report with { Functions = part }))];
    }

    private static ReadOnlyMemory<byte> Bytes(LoadReport part) => JsonSerializer.SerializeToUtf8Bytes(part, LoadReportJson.Default.LoadReport);
}
