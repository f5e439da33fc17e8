using System.Globalization;
using Connectors.Cron.Schedules;

namespace Connectors.Cron.Tests.Schedules;

/// <summary>
/// Clock changes of 2026, both hemispheres, whole and half hours; the moments of the changes were taken from the zone data by another
/// program. What a skipped hour holds runs when it would have begun; what a repeated hour holds runs in the first, or, when it is an
/// interval, in both.
/// </summary>
public sealed class DaylightSavingTests
{
    [Theory]
    // Skipped.
    [InlineData("CRON_TZ=Europe/London 30 1 * * *", "03-28T02:00", "03-29T01:00", "03-30T00:30")]
    [InlineData("CRON_TZ=America/New_York 30 2 * * *", "03-07T00:00", "03-07T07:30", "03-08T07:00", "03-09T06:30")]
    [InlineData("CRON_TZ=America/St_Johns 30 2 * * *", "03-07T00:00", "03-07T06:00", "03-08T05:30", "03-09T05:00")]
    [InlineData("CRON_TZ=Australia/Sydney 30 2 * * *", "10-02T00:00", "10-02T16:30", "10-03T16:00", "10-04T15:30")]
    [InlineData("CRON_TZ=Australia/Lord_Howe 15 2 * * *", "10-02T00:00", "10-02T15:45", "10-03T15:30", "10-04T15:15")]
    [InlineData("CRON_TZ=Pacific/Auckland 30 2 * * *", "09-25T00:00", "09-25T14:30", "09-26T14:00", "09-27T13:30")]
    [InlineData("CRON_TZ=Pacific/Chatham 0 3 * * *", "09-25T00:00", "09-25T14:15", "09-26T14:00", "09-27T13:15")]
    [InlineData("CRON_TZ=Pacific/Chatham 30 2 * * *", "09-26T00:00", "09-26T13:45", "09-27T12:45")]
    [InlineData("CRON_TZ=America/Santiago @daily", "09-05T00:00", "09-05T04:00", "09-06T04:00", "09-07T03:00")]
    [InlineData("CRON_TZ=Africa/Cairo @daily", "04-22T00:00", "04-22T22:00", "04-23T22:00", "04-24T21:00")]
    [InlineData("CRON_TZ=America/New_York */30 * * * *", "03-08T06:00", "03-08T06:30", "03-08T07:00", "03-08T07:30")]
    [InlineData("CRON_TZ=Australia/Lord_Howe */15 * * * *", "10-03T15:00", "10-03T15:15", "10-03T15:30", "10-03T15:45")]
    // Repeated.
    [InlineData("CRON_TZ=Europe/London 30 1 * * *", "10-24T01:00", "10-25T00:30", "10-26T01:30")]
    [InlineData("CRON_TZ=America/New_York 30 1 * * *", "10-31T06:00", "11-01T05:30", "11-02T06:30")]
    [InlineData("CRON_TZ=America/St_Johns 30 1 * * *", "10-31T05:00", "11-01T04:00", "11-02T05:00")]
    [InlineData("CRON_TZ=Australia/Sydney 30 2 * * *", "04-03T16:00", "04-04T15:30", "04-05T16:30")]
    [InlineData("CRON_TZ=Australia/Lord_Howe 45 1 * * *", "04-03T15:00", "04-04T14:45", "04-05T15:15")]
    [InlineData("CRON_TZ=America/Santiago 30 23 * * *", "04-04T03:00", "04-05T02:30", "04-06T03:30")]
    [InlineData("CRON_TZ=America/New_York */30 * * * *", "11-01T05:00", "11-01T05:30", "11-01T06:00", "11-01T06:30", "11-01T07:00")]
    [InlineData("CRON_TZ=Australia/Lord_Howe */15 * * * *", "04-04T14:30", "04-04T14:45", "04-04T15:00", "04-04T15:15", "04-04T15:30")]
    [InlineData("CRON_TZ=Australia/Sydney 0 * * * *", "04-04T14:30", "04-04T15:00", "04-04T16:00", "04-04T17:00")]
    // Zones that are no whole hour away and change nothing.
    [InlineData("CRON_TZ=Asia/Kathmandu 0 9 * * *", "03-28T12:00", "03-29T03:15", "03-30T03:15")]
    [InlineData("CRON_TZ=Asia/Kolkata 0 0 * * *", "10-24T20:00", "10-25T18:30", "10-26T18:30")]
    [InlineData("CRON_TZ=America/Sao_Paulo @daily", "10-31T12:00", "11-01T03:00", "11-02T03:00")]
    public void The_ticks_around_a_clock_change(string text, string after, params string[] expected)
    {
        Assert.True(CronSchedule.TryParse(text, "UTC", out var schedule, out var fault), fault);
        var ticks = new List<DateTimeOffset>();
        for (var tick = schedule.Next(Time(after)); ticks.Count < expected.Length; tick = schedule.Next(tick!.Value))
            ticks.Add(tick!.Value);

        Assert.Equal(expected.Select(Time), ticks);
        Assert.Equal(ticks[^1], schedule.Newest(Time(after), ticks[^1]));
    }

    [Theory]
    [InlineData("Europe/Paris")]
    [InlineData("America/New_York")]
    [InlineData("America/St_Johns")]
    [InlineData("Australia/Sydney")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Pacific/Chatham")]
    [InlineData("America/Santiago")]
    [InlineData("Africa/Cairo")]
    public void A_fixed_time_runs_once_on_every_day_of_the_year(string zone)
    {
        for (var minute = 0; minute < 24 * 60; minute += 15)
        {
            Assert.True(CronSchedule.TryParse($"CRON_TZ={zone} {minute % 60} {minute / 60} * * *", "UTC", out var schedule, out _));
            var days = new HashSet<DateOnly>();
            var ticks = 0;
            for (var tick = schedule.Next(Time("01-02T00:00")); tick < Time("12-30T00:00"); tick = schedule.Next(tick.Value))
            {
                Assert.True(++ticks < 400, $"{schedule.Text} does not get beyond {tick:u}");
                days.Add(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(tick.Value, TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime));
            }
            Assert.Equal(ticks, days.Count);
            Assert.Equal(days.Max().DayNumber - days.Min().DayNumber + 1, days.Count);
        }
    }

    [Theory]
    [InlineData("0 2 * * *")]
    [InlineData("30 2 * * *")]
    [InlineData("0 0 * * *")]
    [InlineData("0 3 * * *")]
    public void In_no_zone_of_the_world_does_a_schedule_stand_still(string fields)
    {
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones())
        {
            Assert.True(CronSchedule.TryParse($"CRON_TZ={zone.Id} {fields}", "UTC", out var schedule, out var fault), fault);
            var ticks = 0;
            var last = Time("01-01T00:00");
            for (var tick = schedule.Next(last); tick < Time("12-31T00:00"); tick = schedule.Next(last))
            {
                Assert.True(tick > last && tick - last < TimeSpan.FromHours(30), $"{schedule.Text}: {tick:u} follows {last:u}");
                last = tick.Value;
                ticks++;
            }
            Assert.InRange(ticks, 363, 367);
        }
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse($"2026-{text}:00Z", CultureInfo.InvariantCulture);
}
