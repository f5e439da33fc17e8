using Connectors.Cron.Schedules;
using Quartz;
using Quartz.Impl.Triggers;

namespace Connectors.Cron.Waking;

/// <summary>A Quartz trigger whose times come from a schedule. Wake-ups that Quartz has missed become one, now.</summary>
internal sealed class CronosTrigger(CronSchedule schedule, Action wake, TimeProvider time) : TriggerBase(time)
{
    private readonly TimeProvider time = time;

    public Action Wake => wake;

    public override DateTimeOffset? NextFireTimeUtc { get; set; }

    public override DateTimeOffset? PreviousFireTimeUtc { get; set; }

    public override DateTimeOffset? FinalFireTimeUtc => null;

    protected override bool HasMillisecondPrecision => true;

    public override bool MayFireAgain => NextFireTimeUtc is not null;

    public override DateTimeOffset? ComputeFirstFireTimeUtc(ICalendar? calendar) => NextFireTimeUtc = schedule.Next(StartTimeUtc.AddTicks(-1));

    public override DateTimeOffset? GetFireTimeAfter(DateTimeOffset? afterTime) => schedule.Next(afterTime ?? time.GetUtcNow());

    public override void Triggered(ICalendar? calendar)
    {
        PreviousFireTimeUtc = NextFireTimeUtc;
        NextFireTimeUtc = NextFireTimeUtc is { } fired ? schedule.Next(fired) : null;
    }

    protected override bool ValidateMisfireInstruction(int misfireInstruction) => true;

    public override void UpdateAfterMisfire(ICalendar? calendar) => NextFireTimeUtc = time.GetUtcNow();

    public override void UpdateWithNewCalendar(ICalendar calendar, TimeSpan misfireThreshold) => NextFireTimeUtc = schedule.Next(time.GetUtcNow());

    public override IScheduleBuilder GetScheduleBuilder() => throw new NotSupportedException("Its times come from a schedule that Quartz cannot write down.");
}
