using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Connectors.Kafka.Watching;

/// <summary>
/// Passes the client's own lines on: what it repeats is logged once in a while, and what an outage's one line says already for debugging
/// only. Called on the client's threads.
/// </summary>
internal sealed class ClientLog(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, long> last = new(StringComparer.Ordinal);

    public void Write(LogMessage line)
    {
        if (line.Level > SyslogLevel.Warning || line.Facility is "FAIL" or "ERROR" || IsRepeated(line.Facility))
            Log.ClientLine(logger, line.Facility, line.Message);
        else
            Log.ClientWarning(logger, line.Facility, line.Message);
    }

    private bool IsRepeated(string facility)
    {
        var now = time.GetTimestamp();
        if (last.TryGetValue(facility, out var before) && time.GetElapsedTime(before, now) < Pause)
            return true;
        last[facility] = now;
        return false;
    }
}
