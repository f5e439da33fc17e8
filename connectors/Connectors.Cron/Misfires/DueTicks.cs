using Connectors.Cron.Schedules;

namespace Connectors.Cron.Misfires;

/// <summary>Decides which ticks run now. Pure.</summary>
internal static class DueTicks
{
    /// <summary>
    /// The ticks after <paramref name="position"/>, up to and including <paramref name="now"/>, that are to run, oldest first.
    /// Found one by one as they are taken, because a schedule of seconds may have missed a million.
    /// </summary>
    /// <param name="schedule">Whose.</param>
    /// <param name="position">Everything up to here has been decided before.</param>
    /// <param name="now">Everything up to here is decided by this.</param>
    /// <param name="rules">How late ones are treated.</param>
    public static IEnumerable<DateTimeOffset> Between(CronSchedule schedule, DateTimeOffset position, DateTimeOffset now, MisfireRules rules)
    {
        var missedUntil = Later(position, now - rules.Threshold);
        // A tick exactly as old as the deadline still runs.
        var oldest = now - rules.Deadline - TimeSpan.FromTicks(1);
        var from = missedUntil;
        if (rules.Policy == MisfirePolicy.All)
            from = Later(position, oldest < missedUntil ? oldest : missedUntil);
        else if (rules.Policy == MisfirePolicy.Once && schedule.Newest(missedUntil) is { } missed && missed > position && missed > oldest)
            yield return missed;
        while (schedule.Next(from) is { } tick && tick <= now)
        {
            yield return tick;
            from = tick;
        }
    }

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;
}
