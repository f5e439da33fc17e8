using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Connectors.Core.Functions;
using Connectors.Cron.Schedules;

namespace Connectors.Cron.Ticks;

/// <summary>
/// By how much the ticks of one schedule of one function come later, so that not everything runs at the full hour. A hash decides, not
/// chance: replicas agree, the distance between two ticks stays, and a tick keeps its scheduled time as its identity.
/// </summary>
internal static class TickJitter
{
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>From nothing up to, but not including, the jitter.</summary>
    public static TimeSpan Of(FunctionName function, CronSchedule schedule, TimeSpan jitter)
    {
        if (jitter <= TimeSpan.Zero)
            return TimeSpan.Zero;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{function}@{schedule.Text}"), hash);
        var part = BinaryPrimitives.ReadUInt32BigEndian(hash) / (uint.MaxValue + 1.0);
        return TimeSpan.FromMilliseconds(Math.Floor(jitter.TotalMilliseconds * part));
    }
}
