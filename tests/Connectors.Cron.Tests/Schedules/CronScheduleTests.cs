using Connectors.Cron.Schedules;

namespace Connectors.Cron.Tests.Schedules;

public class CronScheduleTests
{
    [Theory]
    // Plain fields, with and without seconds.
    [InlineData("*/5 * * * *", "2026-01-01T00:00:01Z", "2026-01-01T00:05:00Z")]
    [InlineData("*/10 * * * * *", "2026-01-01T00:00:01Z", "2026-01-01T00:00:10Z")]
    [InlineData("0 9 * * 1", "2026-01-01T00:00:00Z", "2026-01-05T09:00:00Z")]
    [InlineData("0 9 * * MON-FRI", "2026-01-02T09:00:00Z", "2026-01-05T09:00:00Z")]
    [InlineData("  0   9 * *  1 ", "2026-01-01T00:00:00Z", "2026-01-05T09:00:00Z")]
    // Macros.
    [InlineData("@hourly", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z")]
    [InlineData("@daily", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")]
    [InlineData("@midnight", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")]
    [InlineData("@weekly", "2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z")]
    [InlineData("@monthly", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")]
    [InlineData("@yearly", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("@annually", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("CRON_TZ=Asia/Tokyo @daily", "2026-01-01T00:00:00Z", "2026-01-01T15:00:00Z")]
    // Zones, winter and summer.
    [InlineData("CRON_TZ=Europe/Paris 0 9 * * *", "2026-01-15T00:00:00Z", "2026-01-15T08:00:00Z")]
    [InlineData("CRON_TZ=Europe/Paris 0 9 * * *", "2026-07-15T00:00:00Z", "2026-07-15T07:00:00Z")]
    [InlineData("TZ=America/New_York 0 9 * * *", "2026-01-15T00:00:00Z", "2026-01-15T14:00:00Z")]
    [InlineData("CRON_TZ=Asia/Kolkata 30 5 * * *", "2026-01-15T00:00:00Z", "2026-01-16T00:00:00Z")]
    // Spring: 02:00 to 03:00 does not exist in Paris on 29 March 2026; its ticks run when it would have begun.
    [InlineData("CRON_TZ=Europe/Paris 30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("CRON_TZ=Europe/Paris 30 2 * * *", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z")]
    [InlineData("CRON_TZ=Europe/Paris */30 * * * *", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z")]
    // Autumn: 02:00 to 03:00 comes twice in Paris on 25 October 2026; a fixed hour runs in the first, an interval in both.
    [InlineData("CRON_TZ=Europe/Paris 30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("CRON_TZ=Europe/Paris 30 2 * * *", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("CRON_TZ=Europe/Paris */30 * * * *", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z")]
    [InlineData("CRON_TZ=Europe/Paris */30 * * * *", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z")]
    public void The_next_tick(string text, string after, string next)
    {
        Assert.True(CronSchedule.TryParse(text, "UTC", out var schedule, out var fault), fault);

        Assert.Equal(Time(next), schedule.Next(Time(after)));
    }

    [Theory]
    [InlineData("CRON_TZ=Europe/Paris 30 2 * * *", "2026-03-27T00:00:00Z", "2026-04-01T00:00:00Z")]
    [InlineData("CRON_TZ=Europe/Paris 30 2 * * *", "2026-10-23T00:00:00Z", "2026-10-28T00:00:00Z")]
    [InlineData("CRON_TZ=Europe/Paris */20 * * * *", "2026-03-28T22:00:00Z", "2026-03-29T05:00:00Z")]
    [InlineData("CRON_TZ=Europe/Paris */20 * * * *", "2026-10-24T22:00:00Z", "2026-10-25T05:00:00Z")]
    [InlineData("CRON_TZ=Australia/Lord_Howe 15 2 * * *", "2026-04-03T00:00:00Z", "2026-04-08T00:00:00Z")]
    [InlineData("CRON_TZ=Australia/Lord_Howe 15 2 * * *", "2026-10-02T00:00:00Z", "2026-10-07T00:00:00Z")]
    public void Looking_back_finds_the_ticks_that_looking_ahead_found(string text, string from, string to)
    {
        Assert.True(CronSchedule.TryParse(text, "UTC", out var schedule, out _));
        var ticks = new List<DateTimeOffset>();
        for (var tick = schedule.Next(Time(from)); tick < Time(to); tick = schedule.Next(tick.Value))
            ticks.Add(tick.Value);

        Assert.True(ticks.Count >= 4);
        Assert.Null(schedule.Newest(ticks[0], ticks[1].AddTicks(-1)));
        foreach (var (tick, following) in ticks.Zip(ticks.Skip(1)))
        {
            Assert.Equal(tick, schedule.Newest(Time(from), tick));
            Assert.Equal(tick, schedule.Newest(DateTimeOffset.MinValue, following.AddTicks(-1)));
        }
    }

    [Theory]
    [InlineData("CRON_TZ=UTC  0  9 * * *", "0 9 * * *")]
    [InlineData("CRON_TZ=Europe/Paris   0 9 * *  *", "CRON_TZ=Europe/Paris 0 9 * * *")]
    [InlineData("TZ=Europe/Paris 0 9 * * *", "CRON_TZ=Europe/Paris 0 9 * * *")]
    public void One_schedule_has_one_identity_however_it_is_written(string text, string identity)
    {
        Assert.True(CronSchedule.TryParse(text, "UTC", out var schedule, out _));

        Assert.Equal(identity, schedule.Text);
    }

    [Fact]
    public void A_zone_beside_the_schedule_is_the_zone_before_it()
    {
        Assert.True(CronSchedule.TryParse("0 9 * * *", "Europe/Paris", out var beside, out _));
        Assert.True(CronSchedule.TryParse("CRON_TZ=Europe/Paris 0 9 * * *", "UTC", out var before, out _));

        Assert.Equal(before.Text, beside.Text);
    }

    [Theory]
    [InlineData("", "5 fields")]
    [InlineData("   ", "5 fields")]
    [InlineData("* * * *", "5 fields")]
    [InlineData("* * * * * * *", "5 fields")]
    [InlineData("61 * * * *", "61 * * * *")]
    [InlineData("@sometimes", "@sometimes")]
    [InlineData("every day at noon ok", "cannot be read")]
    [InlineData("CRON_TZ=Mars/Olympus 0 9 * * *", "Mars/Olympus")]
    [InlineData("CRON_TZ= 0 9 * * *", "time zone ''")]
    [InlineData("CRON_TZ=../../etc/passwd 0 9 * * *", "time zone '../../etc/passwd'")]
    [InlineData("CRON_TZ=/etc/localtime 0 9 * * *", "time zone '/etc/localtime'")]
    [InlineData("CRON_TZ=Europe/Paris", "5 fields")]
    public void What_cannot_be_read_says_why(string text, string named)
    {
        Assert.False(CronSchedule.TryParse(text, "UTC", out _, out var fault));

        Assert.Contains(named, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Endless_text_is_refused_without_being_repeated()
    {
        Assert.False(CronSchedule.TryParse(new string('*', 100_000), "UTC", out _, out var fault));

        Assert.True(fault.Length < 100);
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text);
}
