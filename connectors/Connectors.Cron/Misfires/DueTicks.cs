using Connectors.Cron.Schedules;

namespace Connectors.Cron.Misfires;

/// <summary>Decides which ticks run now. Pure.</summary>
internal static class DueTicks
{
    private static readonly TimeSpan Instant = TimeSpan.FromTicks(1);

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
        // A tick exactly as old as the threshold is on time, one exactly as old as the deadline still runs.
        var late = Later(position, now - rules.Threshold - Instant);
        var dead = Later(position, now - rules.Deadline - Instant);
        var from = late;
        if (rules.Policy == MisfirePolicy.All && dead < late)
            from = dead;
        else if (rules.Policy == MisfirePolicy.Once && schedule.Newest(dead, late) is { } missed)
            yield return missed;
        while (schedule.Next(from) is { } tick && tick <= now)
        {
            yield return tick;
            from = tick;
        }
    }

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;
}
