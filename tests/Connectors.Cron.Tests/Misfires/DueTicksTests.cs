using Connectors.Cron.Misfires;
using Connectors.Cron.Schedules;

namespace Connectors.Cron.Tests.Misfires;

public class DueTicksTests
{
    private static readonly DateTimeOffset Noon = DateTimeOffset.Parse("2026-01-01T12:00:00Z");

    [Theory]
    // Every ten minutes; the deadline is an hour, five seconds late is not missed.
    [InlineData("skip", "09:55:00", "12:00:00", "12:00:00")]
    [InlineData("skip", "09:55:00", "12:00:05", "12:00:00")]
    [InlineData("skip", "09:55:00", "12:00:06", "")]
    [InlineData("skip", "11:50:00", "12:00:00.250", "12:00:00")]
    [InlineData("skip", "12:00:00", "12:00:01", "")]
    [InlineData("once", "09:55:00", "12:03:00", "12:00:00")]
    [InlineData("once", "09:55:00", "12:00:00", "11:50:00 12:00:00")]
    [InlineData("once", "12:00:00", "12:03:00", "")]
    [InlineData("once", "11:55:00", "11:58:00", "")]
    [InlineData("all", "09:55:00", "12:03:00", "11:10:00 11:20:00 11:30:00 11:40:00 11:50:00 12:00:00")]
    [InlineData("all", "09:55:00", "12:00:00", "11:00:00 11:10:00 11:20:00 11:30:00 11:40:00 11:50:00 12:00:00")]
    [InlineData("all", "11:35:00", "12:03:00", "11:40:00 11:50:00 12:00:00")]
    [InlineData("all", "12:00:00", "12:03:00", "")]
    // The clock was set back: what was decided stays decided.
    [InlineData("all", "12:00:00", "11:00:00", "")]
    [InlineData("once", "12:00:00", "11:00:00", "")]
    [InlineData("skip", "12:00:00", "11:00:00", "")]
    public void Which_ticks_run(string policy, string position, string now, string expected)
    {
        Assert.True(MisfireRules.TryPolicy(policy, out var parsed));

        var due = DueTicks.Between(Every("*/10 * * * *"), At(position), At(now), Rules(parsed));

        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(At), due);
    }

    [Fact]
    public void Once_does_not_run_what_is_older_than_the_deadline()
    {
        var due = DueTicks.Between(Every("0 6 * * *"), Noon.AddDays(-3), Noon, Rules(MisfirePolicy.Once));

        Assert.Empty(due);
    }

    [Fact]
    public void A_deadline_shorter_than_the_threshold_does_not_make_a_tick_late()
    {
        var rules = new MisfireRules(MisfirePolicy.All, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));

        Assert.Equal([Noon], DueTicks.Between(Every("*/10 * * * *"), Noon.AddHours(-5), Noon.AddSeconds(3), rules));
    }

    [Fact]
    public void Ticks_are_found_one_by_one_and_the_newest_at_once()
    {
        var month = new MisfireRules(MisfirePolicy.All, MisfireRules.LongestDeadline, TimeSpan.FromSeconds(1));

        var first = DueTicks.Between(Every("* * * * * *"), Noon.AddDays(-300), Noon, month).First();
        var once = DueTicks.Between(Every("* * * * * *"), Noon.AddDays(-300), Noon, month with { Policy = MisfirePolicy.Once }).ToList();

        Assert.Equal(Noon.AddDays(-30), first);
        Assert.Equal([Noon.AddSeconds(-2), Noon.AddSeconds(-1), Noon], once);
    }

    [Fact]
    public void A_policy_that_is_not_known_is_refused() => Assert.False(MisfireRules.TryPolicy("twice", out _));

    private static MisfireRules Rules(MisfirePolicy policy) => new(policy, TimeSpan.FromHours(1), TimeSpan.FromSeconds(5));

    private static DateTimeOffset At(string clock) => DateTimeOffset.Parse($"2026-01-01T{clock}Z");

    private static CronSchedule Every(string text) => CronSchedule.TryParse(text, "UTC", out var schedule, out var fault) ? schedule : throw new ArgumentException(fault);
}
