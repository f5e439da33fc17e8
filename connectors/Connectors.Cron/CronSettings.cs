using Connectors.Core.Settings;
using Connectors.Cron.Misfires;
using Connectors.Cron.Schedules;
using Connectors.Cron.Ticks;

namespace Connectors.Cron;

/// <summary>What holds for schedules whose functions say nothing else.</summary>
public sealed class CronSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "cron";

    /// <summary>An IANA name such as <c>Europe/Paris</c>.</summary>
    [Setting("The time zone of schedules that name none, as an IANA name")]
    public string Timezone { get; set; } = "UTC";

    /// <summary>What becomes of missed ticks.</summary>
    [Setting("What becomes of ticks missed while the hub was down: skip, once (the newest) or all (each, oldest first)")]
    public MisfirePolicy Misfire { get; set; } = MisfirePolicy.Skip;

    /// <summary>How old a missed tick may be, and how long a tick that cannot be queued is tried again.</summary>
    [Setting("How old a missed tick may be to be caught up, and how long a tick that cannot be queued is tried again")]
    public TimeSpan MisfireDeadline { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How late a tick may be without counting as missed.</summary>
    [Setting("How late a tick may be without counting as missed")]
    public TimeSpan MisfireThreshold { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Over which time ticks of many functions are spread.</summary>
    [Setting("Over which time the ticks of functions are spread: each schedule of a function runs by a fixed part of it later, the same in every replica; com.openfaas.schedule.jitter wins. 0: at the tick")]
    public TimeSpan Jitter { get; set; }

    /// <inheritdoc/>
    public IEnumerable<string> Faults()
    {
        if (Jitter < TimeSpan.Zero || Jitter > TickJitter.Longest)
            yield return "cron.jitter must be between 0s and 1h; the default is 0s";
        if (!ZoneName.TryFind(Timezone, out _))
            yield return $"cron.timezone '{Timezone}' is not known on this machine; write an IANA name such as Europe/Paris and install tzdata";
        if (!Enum.IsDefined(Misfire))
            yield return "cron.misfire must be skip, once or all; the default is skip";
        if (MisfireDeadline <= TimeSpan.Zero || MisfireDeadline > MisfireRules.LongestDeadline)
            yield return "cron.misfire-deadline must be between 1s and 720h; the default is 1h";
        if (MisfireThreshold < TimeSpan.FromSeconds(1) || MisfireThreshold > TimeSpan.FromMinutes(10))
            yield return "cron.misfire-threshold must be between 1s and 10m; the default is 5s";
    }
}
