using Connectors.Core.Functions;
using Connectors.Core.Units;
using Connectors.Cron.Misfires;
using Connectors.Cron.Ticks;
using Connectors.Sdk.Topics;

namespace Connectors.Cron.Schedules;

/// <summary>What a function's annotations say about schedules. What cannot be read is a fault; the rest holds nevertheless.</summary>
internal sealed record FunctionSchedules(FunctionName Function, IReadOnlyList<CronSchedule> Schedules, MisfireRules Rules, TimeSpan Jitter, string? Fault)
{
    public const string Topic = "cron-function";

    public static bool IsFor(TopicSubscriber subscriber) => subscriber.Topics.Any(topic => topic is Topic or "cron:" + Topic);

    public static FunctionSchedules Read(TopicSubscriber subscriber, CronSettings settings, DateTimeOffset now)
    {
        var faults = new List<string>();
        var schedules = ReadSchedules(subscriber.Annotations, settings, now, faults);
        var rules = ReadRules(subscriber.Annotations, settings, faults);
        var jitter = ReadJitter(subscriber.Annotations, settings, faults);
        return new FunctionSchedules(subscriber.Function, schedules, rules, jitter, faults.Count == 0 ? null : string.Join("; ", faults));
    }

    private static List<CronSchedule> ReadSchedules(
        IReadOnlyDictionary<string, string> annotations, CronSettings settings, DateTimeOffset now, List<string> faults)
    {
        var schedules = new List<CronSchedule>();
        var zone = KnownAnnotations.Value(annotations, KnownAnnotations.ScheduleTimezone) ?? settings.Timezone;
        var texts = (KnownAnnotations.Value(annotations, KnownAnnotations.Schedule) ?? "")
            .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (texts.Length == 0)
            faults.Add($"the topic is {Topic} but there is no schedule; add the annotation {KnownAnnotations.Schedule}, for example \"*/5 * * * *\"");
        foreach (var text in texts)
        {
            if (!CronSchedule.TryParse(text, zone, out var schedule, out var fault))
                faults.Add(fault);
            else if (schedule.Next(now) is null)
                faults.Add($"schedule '{text}' never fires: no such date comes");
            else if (!schedules.Exists(known => known.Text == schedule.Text))
                schedules.Add(schedule);
        }
        return schedules;
    }

    private static TimeSpan ReadJitter(IReadOnlyDictionary<string, string> annotations, CronSettings settings, List<string> faults)
    {
        if (KnownAnnotations.Value(annotations, KnownAnnotations.ScheduleJitter) is not { } text)
            return settings.Jitter;
        if (GoDuration.TryParse(text, out var wanted) && wanted >= TimeSpan.Zero && wanted <= TickJitter.Longest)
            return wanted;
        faults.Add($"{KnownAnnotations.ScheduleJitter} '{text}' is not a duration up to 1h, so {GoDuration.Format(settings.Jitter)} holds; write for example 30s");
        return settings.Jitter;
    }

    private static MisfireRules ReadRules(IReadOnlyDictionary<string, string> annotations, CronSettings settings, List<string> faults)
    {
        var policy = settings.Misfire;
        if (KnownAnnotations.Value(annotations, KnownAnnotations.ScheduleMisfire) is { } named && !MisfireRules.TryPolicy(named, out policy))
            faults.Add($"{KnownAnnotations.ScheduleMisfire} '{named}' is not known, so missed ticks are skipped; write skip, once or all");
        var deadline = settings.MisfireDeadline;
        if (KnownAnnotations.Value(annotations, KnownAnnotations.ScheduleMisfireDeadline) is { } text)
        {
            if (GoDuration.TryParse(text, out var wanted) && wanted > TimeSpan.Zero && wanted <= MisfireRules.LongestDeadline)
                deadline = wanted;
            else
                faults.Add($"{KnownAnnotations.ScheduleMisfireDeadline} '{text}' is not a duration up to 720h, so {GoDuration.Format(deadline)} holds; write for example 1h");
        }
        return new MisfireRules(policy, deadline, settings.MisfireThreshold);
    }
}
