using System.Diagnostics.CodeAnalysis;
using Cronos;

namespace Connectors.Cron.Schedules;

/// <summary>
/// One schedule: 5 or 6 fields or a macro, in a time zone. In spring a tick of the hour that does not exist runs at its end; in
/// autumn a tick at a fixed hour runs once, one of an interval in both hours. Immutable.
/// </summary>
internal sealed class CronSchedule
{
    private const int MaxLength = 256;
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestChange = TimeSpan.FromHours(4);
    private readonly CronExpression expression;
    private readonly TimeZoneInfo zone;

    private CronSchedule(CronExpression expression, TimeZoneInfo zone, string text)
    {
        this.expression = expression;
        this.zone = zone;
        Text = text;
    }

    /// <summary>The schedule's identity: fields one blank apart, the zone before them unless it is UTC, however it was written.</summary>
    public string Text { get; }

    /// <summary>The first tick after a time; null when there is none any more.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var next = Occurrence(after);
        // Where winter is the exception (Casablanca) the library finds the same moment again, or an earlier one: whoever goes from tick to
        // tick must get on.
        for (var from = after + Step; next <= after && from - after < LongestChange; from += Step)
            next = Occurrence(from);
        return next > after ? next : null;
    }

    /// <summary>
    /// The last tick after <paramref name="after"/> and not after <paramref name="until"/>; null when there is none. Looks ahead from
    /// ever further back: looking back, the library finds other moments where a clock change has moved a tick, and a tick must have
    /// one identity.
    /// </summary>
    public DateTimeOffset? Newest(DateTimeOffset after, DateTimeOffset until)
    {
        DateTimeOffset? newest = null;
        for (var window = TimeSpan.FromMinutes(1); newest is null && after < until; window *= 2)
        {
            var from = until - after > window ? until - window : after;
            for (var tick = Next(from); tick <= until; tick = Next(tick.Value))
                newest = tick;
            if (from == after)
                break;
        }
        return newest;
    }

    /// <summary>Reads one schedule, with or without <c>CRON_TZ=</c> (or <c>TZ=</c>) before it; false with a sentence that says what is wrong.</summary>
    public static bool TryParse(string text, string defaultZone, [NotNullWhen(true)] out CronSchedule? schedule, [NotNullWhen(false)] out string? fault)
    {
        schedule = null;
        if (text.Length > MaxLength)
        {
            fault = $"a schedule has more than {MaxLength} characters";
            return false;
        }
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var zoneName = defaultZone;
        if (words.Length > 0 && words[0].Split('=', 2) is ["CRON_TZ" or "TZ", var named])
        {
            zoneName = named;
            words = words[1..];
        }
        if (!ZoneName.TryFind(zoneName, out var zone))
        {
            fault = $"time zone '{zoneName}' is not known on this machine; write an IANA name such as Europe/Paris and install tzdata";
            return false;
        }
        if (!TryExpression(words, out var expression, out fault))
        {
            fault = $"schedule '{text}' cannot be read: {fault}";
            return false;
        }
        var fields = string.Join(' ', words);
        schedule = new CronSchedule(expression, zone, zone == TimeZoneInfo.Utc ? fields : $"CRON_TZ={zone.Id} {fields}");
        return true;
    }

    private DateTimeOffset? Occurrence(DateTimeOffset after) => expression.GetNextOccurrence(after, zone)?.ToUniversalTime();

    private static bool TryExpression(string[] words, [NotNullWhen(true)] out CronExpression? expression, [NotNullWhen(false)] out string? fault)
    {
        expression = null;
        fault = null;
        if (words.Length is not (5 or 6) && !(words.Length == 1 && words[0][0] == '@'))
        {
            fault = "write 5 fields (minute hour day month weekday), 6 (with seconds first), or a macro such as @hourly";
            return false;
        }
        try
        {
            expression = CronExpression.Parse(string.Join(' ', words), words.Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);
            return true;
        }
        catch (CronFormatException e)
        {
            fault = e.Message;
            return false;
        }
    }
}
