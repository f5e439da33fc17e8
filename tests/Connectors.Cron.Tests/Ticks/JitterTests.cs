using System.Globalization;
using Connectors.Core.Functions;
using Connectors.Cron.Schedules;
using Connectors.Cron.Tests.Support;
using Connectors.Cron.Ticks;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Cron.Tests.Ticks;

public sealed class JitterTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-01-01T11:59:30Z", CultureInfo.InvariantCulture);
    private static readonly FunctionName Report = new("report", "openfaas-fn");

    private readonly FakeTimeProvider time = new(Start);
    private readonly Hub hub = new();

    [Fact]
    public void It_is_fixed_for_a_schedule_of_a_function_and_spreads_many_evenly()
    {
        var minute = TimeSpan.FromMinutes(1);
        Assert.True(CronSchedule.TryParse("*/5 * * * *", "UTC", out var schedule, out _));
        var offsets = Enumerable.Range(0, 1000).Select(number => TickJitter.Of(new FunctionName($"f{number}", "openfaas-fn"), schedule, minute)).ToList();

        Assert.Equal(offsets[0], TickJitter.Of(new FunctionName("f0", "openfaas-fn"), schedule, minute));
        Assert.All(offsets, offset => Assert.InRange(offset, TimeSpan.Zero, minute - TimeSpan.FromMilliseconds(1)));
        Assert.All(
            offsets.GroupBy(offset => (int)(offset / TimeSpan.FromSeconds(6))).Select(tenth => tenth.Count()), count => Assert.InRange(count, 50, 150));
        Assert.Equal(TimeSpan.Zero, TickJitter.Of(Report, schedule, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_tick_comes_later_and_is_still_the_tick_of_its_time_and_comes_once_from_two_replicas()
    {
        var offset = Offset("*/5 * * * *", TimeSpan.FromMinutes(4));
        Assert.InRange(offset, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(4));
        hub.Deploy(Hub.Function("report", "*/5 * * * *", (KnownAnnotations.ScheduleJitter, "4m")));
        await using var one = new Replica(hub, time);
        await using var two = new Replica(hub, time);
        await one.StartedAsync(1);
        await two.StartedAsync(1);
        await Eventually.TrueAsync(() => hub.Checkpoints.Values.Count == 1);

        time.Advance(TimeSpan.FromSeconds(30) + offset - TimeSpan.FromMilliseconds(1));
        await Task.Yield();
        Assert.Equal(0, hub.Tries);
        await AdvanceUntilAsync(TimeSpan.FromMilliseconds(1), () => hub.Tries >= 2);

        Assert.Equal("report.openfaas-fn@*/5 * * * *@2026-01-01T12:00:00Z", Assert.Single(hub.Queued));
        Assert.InRange(time.GetUtcNow(), Start.AddSeconds(30) + offset, Start.AddSeconds(60) + offset);
        Assert.Empty(one.Context.Faults.All);
    }

    [Fact]
    public async Task A_spread_tick_is_not_missed_and_not_doubled_when_the_schedule_changes_while_it_waits()
    {
        hub.Deploy(Hub.Function("report", "*/5 * * * *", (KnownAnnotations.ScheduleJitter, "4m")));
        await using var replica = new Replica(hub, time);
        await replica.StartedAsync(1);
        await Eventually.TrueAsync(() => hub.Checkpoints.Values.Count == 1);
        time.Advance(TimeSpan.FromSeconds(31));

        hub.Deploy(Hub.Function("report", "*/2 * * * *", (KnownAnnotations.ScheduleJitter, "4m")));
        await replica.StartedAsync(2);
        await AdvanceUntilAsync(TimeSpan.FromSeconds(5), () => hub.Queued.Count(id => id.Contains("*/2", StringComparison.Ordinal)) >= 2);
        await AdvanceUntilAsync(TimeSpan.FromSeconds(5), () => hub.Queued.Any(id => id.Contains("*/5", StringComparison.Ordinal)));

        Assert.Equal("report.openfaas-fn@*/5 * * * *@2026-01-01T12:00:00Z", Assert.Single(hub.Queued, id => id.Contains("*/5", StringComparison.Ordinal)));
        Assert.Contains("report.openfaas-fn@*/2 * * * *@2026-01-01T12:02:00Z", hub.Queued);
    }

    [Fact]
    public async Task Taking_the_jitter_back_lets_a_tick_that_waits_run_at_once()
    {
        hub.Deploy(Hub.Function("report", "0 12 * * *", (KnownAnnotations.ScheduleJitter, "1h")));
        await using var replica = new Replica(hub, time);
        await replica.StartedAsync(1);
        await Eventually.TrueAsync(() => hub.Checkpoints.Values.Count == 1);
        time.Advance(TimeSpan.FromSeconds(31));
        hub.Deploy(Hub.Function("report", "0 12 * * *"));
        Assert.EndsWith("12:00:00Z", Assert.Single(await Eventually.CountAsync(() => hub.Queued, 1)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("2h")]
    [InlineData("-1s")]
    public async Task What_is_no_jitter_is_a_fault_and_the_setting_holds(string jitter)
    {
        hub.Deploy(Hub.Function("report", "0 12 * * *", (KnownAnnotations.ScheduleJitter, jitter)));
        await using var replica = new Replica(hub, time);
        await replica.StartedAsync(1);
        var fault = Assert.Single(replica.Context.Faults.All).Fault;
        Assert.Contains($"'{jitter}' is not a duration up to 1h, so 0s holds", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void The_setting_is_checked()
    {
        Assert.Empty(new CronSettings { Jitter = TimeSpan.FromHours(1) }.Faults());
        Assert.StartsWith("cron.jitter ", Assert.Single(new CronSettings { Jitter = TimeSpan.FromHours(2) }.Faults()), StringComparison.Ordinal);
    }

    private static TimeSpan Offset(string text, TimeSpan jitter)
    {
        Assert.True(CronSchedule.TryParse(text, "UTC", out var schedule, out _));
        return TickJitter.Of(Report, schedule, jitter);
    }

    private async Task AdvanceUntilAsync(TimeSpan step, Func<bool> condition)
    {
        for (var i = 0; i < 2000 && !condition(); i++)
        {
            time.Advance(step);
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
        Assert.True(condition());
    }
}
