using Connectors.Core.Functions;
using Connectors.Core.Queues;
using Connectors.Cron.Misfires;
using Connectors.Cron.Tests.Support;
using Connectors.Sdk.Events;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Cron.Tests.Ticks;

public class CronConnectorTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-01-01T11:59:30Z");

    private readonly FakeTimeProvider time = new(Start);
    private readonly Hub hub = new();

    [Fact]
    public async Task A_tick_is_an_event_with_an_id_a_topic_and_an_empty_body()
    {
        hub.Deploy(("report", "*/5 * * * *"));
        await using var replica = new Replica(hub, time);
        await StartedAsync(replica, 1);

        time.Advance(TimeSpan.FromSeconds(30));

        var tick = Assert.Single(await Eventually.CountAsync(() => hub.Events, 1));
        Assert.Equal("cron-function", tick.Topic);
        Assert.Equal("report.openfaas-fn@*/5 * * * *@2026-01-01T12:00:00Z", tick.Id);
        Assert.Equal(0, tick.Body.Length);
        Assert.Equal("2026-01-01T12:00:00Z", tick.Headers.First("X-Cron-Tick"));
        Assert.Equal("*/5 * * * *", tick.Headers.First("X-Cron-Schedule"));
    }

    [Fact]
    public async Task Every_tick_fires_and_fires_once_on_two_replicas()
    {
        hub.Deploy(("report", "*/5 * * * *; 0 12 * * *"), ("other", "* * * * *"));
        await using var one = new Replica(hub, time);
        await using var two = new Replica(hub, time);
        await StartedAsync(one, 3);
        await StartedAsync(two, 3);

        for (var minute = 0; minute < 20; minute++)
        {
            var expected = hub.Queued.Count + (minute % 5 == 0 ? 2 : 1) + (minute == 0 ? 1 : 0);
            time.Advance(TimeSpan.FromSeconds(minute == 0 ? 30 : 60));
            await Eventually.CountAsync(() => hub.Queued, expected);
        }
        await Eventually.TrueAsync(() => hub.Tries >= 50);

        Assert.Equal(25, hub.Queued.Count);
        Assert.Equal(25, hub.Queued.Distinct().Count());
    }

    [Theory]
    [InlineData(MisfirePolicy.Skip, new string[0])]
    [InlineData(MisfirePolicy.Once, new[] { "12:20" })]
    [InlineData(MisfirePolicy.All, new[] { "12:05", "12:10", "12:15", "12:20" })]
    public async Task After_a_restart_missed_ticks_are_treated_as_the_policy_says(MisfirePolicy policy, string[] caughtUp)
    {
        var settings = new CronSettings { Misfire = policy };
        hub.Deploy(("report", "*/5 * * * *"));
        await using (var before = new Replica(hub, time, settings))
        {
            await StartedAsync(before, 1);
            time.Advance(TimeSpan.FromSeconds(30));
            await Eventually.CountAsync(() => hub.Queued, 1);
            await PositionAsync("12:00:00");
        }
        time.Advance(TimeSpan.FromMinutes(22));
        await using var after = new Replica(hub, time, settings);
        await StartedAsync(after, 1);
        await PositionAsync(policy == MisfirePolicy.Skip ? "12:22:00" : "12:20:00");

        Assert.Equal(["12:00", .. caughtUp], hub.Queued.Select(Clock));

        time.Advance(TimeSpan.FromMinutes(3));
        await PositionAsync("12:25:00");
        Assert.Equal(["12:00", .. caughtUp, "12:25"], hub.Queued.Select(Clock));
    }

    [Fact]
    public async Task A_function_counts_from_when_it_was_first_seen()
    {
        var all = new CronSettings { Misfire = MisfirePolicy.All };
        hub.Deploy(("report", "*/5 * * * *"));
        await using (var before = new Replica(hub, time, all))
            await StartedAsync(before, 1);
        time.Advance(TimeSpan.FromMinutes(6));
        await using var after = new Replica(hub, time, all);

        Assert.Equal(["12:00", "12:05"], (await Eventually.CountAsync(() => hub.Queued, 2)).Select(Clock));
    }

    [Fact]
    public async Task A_sleeping_machine_misses_ticks()
    {
        hub.Deploy(
            Hub.Function("skipping", "*/5 * * * *"),
            Hub.Function("catching", "*/5 * * * *", (KnownAnnotations.ScheduleMisfire, "all"), (KnownAnnotations.ScheduleMisfireDeadline, "12m")));
        await using var replica = new Replica(hub, time);
        await StartedAsync(replica, 2);

        time.SetUtcNow(DateTimeOffset.Parse("2026-01-01T12:21:30Z"));

        Assert.Equal(["12:10", "12:15", "12:20"], (await Eventually.CountAsync(() => hub.Queued, 3)).Select(Clock));
        time.Advance(TimeSpan.FromSeconds(210));
        Assert.Equal(5, (await Eventually.CountAsync(() => hub.Queued, 5)).Count);
        Assert.Single(hub.Queued, id => id.StartsWith("skipping", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Changed_annotations_neither_miss_nor_double_a_tick()
    {
        hub.Deploy(("report", "*/5 * * * *"));
        await using var replica = new Replica(hub, time);
        await StartedAsync(replica, 1);
        // The tick of 12:00 is due, but nothing has had the chance to run when the schedule changes.
        hub.Refusal = new QueueUnavailableException("full");
        time.Advance(TimeSpan.FromSeconds(30));
        await Eventually.TrueAsync(() => hub.Tries > 0);

        hub.Deploy(("report", "*/2 * * * *"));
        await replica.StartedAsync(2);
        hub.Refusal = null;
        await AdvanceUntilAsync(TimeSpan.FromSeconds(10), () => hub.Queued.Count == 3);

        Assert.Equal(
            ["report.openfaas-fn@*/2 * * * *@2026-01-01T12:02:00Z", "report.openfaas-fn@*/2 * * * *@2026-01-01T12:04:00Z", "report.openfaas-fn@*/5 * * * *@2026-01-01T12:00:00Z"],
            hub.Queued.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_schedule_that_comes_back_does_not_catch_up_the_time_it_was_away()
    {
        var all = new CronSettings { Misfire = MisfirePolicy.All };
        hub.Deploy(("report", "*/5 * * * *"));
        await using var replica = new Replica(hub, time, all);
        await StartedAsync(replica, 1);
        hub.Deploy(("report", "0 0 1 1 *"));
        await Eventually.TrueAsync(() => Stored().Any(text => text == "1 retired"));
        time.Advance(TimeSpan.FromMinutes(22));
        hub.Deploy(("report", "*/5 * * * *"));
        await PositionAsync("12:21:30");

        time.Advance(TimeSpan.FromMinutes(4));

        Assert.Equal(["12:25"], (await Eventually.CountAsync(() => hub.Queued, 1)).Select(Clock));
    }

    [Fact]
    public async Task A_removed_function_fires_no_more()
    {
        hub.Deploy(("report", "*/5 * * * *"), ("other", "*/5 * * * *"));
        await using var replica = new Replica(hub, time);
        await StartedAsync(replica, 2);

        hub.Deploy(("other", "*/5 * * * *"));
        await Eventually.TrueAsync(() => Stored().Any(text => text == "1 retired"));
        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("other.openfaas-fn@*/5 * * * *@2026-01-01T12:00:00Z", Assert.Single(await Eventually.CountAsync(() => hub.Queued, 1)));
    }

    [Fact]
    public async Task A_tick_that_cannot_be_queued_is_tried_again_until_it_can()
    {
        hub.Deploy(("report", "0 12 * * *"));
        await using var replica = new Replica(hub, time);
        await StartedAsync(replica, 1);
        hub.Refusal = new QueueUnavailableException("the disk is full") { RetryAfter = TimeSpan.FromSeconds(7) };
        time.Advance(TimeSpan.FromSeconds(30));
        await Eventually.TrueAsync(() => replica.Context.Faults.All.Count > 0);
        Assert.Contains("the disk is full", Assert.Single(replica.Context.Faults.All).Fault);
        await AdvanceUntilAsync(TimeSpan.FromSeconds(7), () => hub.Tries >= 5);
        Assert.DoesNotContain(Stored(), text => text.Contains("12:00:00", StringComparison.Ordinal));

        hub.Refusal = null;
        await AdvanceUntilAsync(TimeSpan.FromSeconds(7), () => hub.Queued.Count == 1);

        await Eventually.TrueAsync(() => replica.Context.Faults.All.Count == 0);
        await PositionAsync("12:00:00");
    }

    [Fact]
    public async Task A_tick_that_cannot_be_queued_until_its_deadline_is_given_up()
    {
        hub.Deploy(("report", "0 12 * * *"));
        await using var replica = new Replica(hub, time, new CronSettings { MisfireDeadline = TimeSpan.FromMinutes(2) });
        await StartedAsync(replica, 1);
        hub.Refusal = new QueueUnavailableException("away");
        time.Advance(TimeSpan.FromSeconds(30));
        await Eventually.TrueAsync(() => hub.Tries > 0);
        await AdvanceUntilAsync(TimeSpan.FromSeconds(30), () => Stored().Any(text => text.Contains("12:00:00", StringComparison.Ordinal)));
        hub.Refusal = null;
        time.Advance(TimeSpan.FromMinutes(5));

        Assert.Empty(hub.Queued);
        Assert.True(time.GetUtcNow() >= DateTimeOffset.Parse("2026-01-01T12:02:00Z"));
    }

    [Fact]
    public async Task A_tick_that_is_refused_for_good_is_given_up_at_once_and_told()
    {
        hub.Deploy(("report", "0 12 * * *"));
        await using var replica = new Replica(hub, time);
        await StartedAsync(replica, 1);
        hub.Refusal = new EventRefusedException("the gateway refuses it");
        time.Advance(TimeSpan.FromSeconds(30));

        await PositionAsync("12:00:00");

        Assert.Equal(1, hub.Tries);
        Assert.Contains("the gateway refuses it", Assert.Single(replica.Context.Faults.All).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_away_at_first_holds_up_but_loses_no_tick()
    {
        hub.Checkpoints.Away = true;
        hub.Deploy(Hub.Function("report", "*/5 * * * *", (KnownAnnotations.ScheduleMisfire, "all")));
        await using var replica = new Replica(hub, time);
        await replica.StartedAsync(1);
        time.Advance(TimeSpan.FromSeconds(60));
        hub.Checkpoints.Away = false;
        await AdvanceUntilAsync(TimeSpan.FromSeconds(10), () => hub.Queued.Count >= 1);

        Assert.Equal("12:00", Clock(hub.Queued[0]));
    }

    [Fact]
    public async Task What_cannot_be_read_is_a_fault_of_its_function_and_the_others_run()
    {
        hub.Deploy(
            Hub.Function("broken", "61 * * * *"),
            Hub.Function("zoneless", "0 12 * * *", (KnownAnnotations.ScheduleTimezone, "Mars/Olympus")),
            Hub.Function("policy", "0 12 * * *", (KnownAnnotations.ScheduleMisfire, "twice")),
            Hub.Function("deadline", "0 12 * * *", (KnownAnnotations.ScheduleMisfireDeadline, "soon")),
            Hub.Function("never", "0 0 30 2 *"),
            Hub.Function("blank", null),
            Hub.Function("half", "61 * * * *; 0 12 * * *"),
            Hub.Function("fine", "0 12 * * *"));
        await using var replica = new Replica(hub, time);
        await StartedAsync(replica, 4);

        Assert.Equal(
            ["blank", "broken", "deadline", "half", "never", "policy", "zoneless"],
            replica.Context.Faults.All.Select(fault => fault.Subject.Split('.')[0]));
        Assert.Contains("'61 * * * *'", replica.Context.Faults.All[1].Fault);
        Assert.Contains("Mars/Olympus", replica.Context.Faults.All[6].Fault);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(
            ["deadline", "fine", "half", "policy"],
            (await Eventually.CountAsync(() => hub.Queued, 4)).Select(id => id.Split('.')[0]).Order());

        hub.Deploy(("broken", "*/5 * * * *"));
        await Eventually.TrueAsync(() => replica.Context.Faults.All.Count == 0);
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Contains("broken.openfaas-fn@*/5 * * * *@2026-01-01T12:05:00Z", await Eventually.CountAsync(() => hub.Queued, 5));
    }

    [Fact]
    public async Task A_position_written_by_a_clock_that_was_wrong_does_not_silence_a_schedule()
    {
        await hub.Checkpoints.TrySetAsync(
            "cron/report.openfaas-fn/*/5 * * * *", "1 2031-01-01T00:00:00.0000000Z"u8.ToArray(), 0, TestContext.Current.CancellationToken);
        hub.Deploy(("report", "*/5 * * * *"));
        await using var replica = new Replica(hub, time);
        await StartedAsync(replica, 1);
        await PositionAsync("11:59:30");

        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Single(await Eventually.CountAsync(() => hub.Queued, 1));
    }

    private async Task StartedAsync(Replica replica, int schedules)
    {
        await replica.StartedAsync(schedules);
        await Eventually.TrueAsync(() => hub.Checkpoints.Values.Count >= schedules);
    }

    private Task PositionAsync(string clock) =>
        Eventually.TrueAsync(() => Stored().Any(text => text.StartsWith($"1 2026-01-01T{clock}", StringComparison.Ordinal)));

    private async Task AdvanceUntilAsync(TimeSpan step, Func<bool> condition)
    {
        for (var i = 0; i < 2000 && !condition(); i++)
        {
            time.Advance(step);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        Assert.True(condition());
    }

    private IEnumerable<string> Stored() => hub.Checkpoints.Values.Values.Select(value => System.Text.Encoding.ASCII.GetString(value.Value.Span));

    private static string Clock(string id) => id[^9..^4];
}
