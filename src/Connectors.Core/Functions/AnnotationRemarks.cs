using Connectors.Core.Invocations;
using Connectors.Core.Units;

namespace Connectors.Core.Functions;

/// <summary>What somebody who deploys a function should hear about its annotations, although they do not keep it from running.</summary>
public static class AnnotationRemarks
{
    private const string Prefix = "com.openfaas.";
    private const string Scale = Prefix + "scale.";
    private const string CronTopic = "cron-function";

    private static readonly string[] Known =
    [
        KnownAnnotations.Queue, KnownAnnotations.ResultStore,
        KnownAnnotations.RetryAttempts, KnownAnnotations.RetryCodes, KnownAnnotations.RetryMinWait, KnownAnnotations.RetryMaxWait,
        KnownAnnotations.ScheduleTimezone, KnownAnnotations.ScheduleMisfire, KnownAnnotations.ScheduleMisfireDeadline, KnownAnnotations.ScheduleJitter,
        KnownAnnotations.Auth, KnownAnnotations.AuthSecret,
        Prefix + "profile", Prefix + "serviceaccount",
    ];

    // Of providers, with names of their own below them.
    private static readonly string[] KnownBeginnings = [Prefix + "health.", Prefix + "ready."];

    // Nobody is kept out by a slip here, so that labels are looked at too.
    private static readonly string[] Guards = [KnownAnnotations.Auth, KnownAnnotations.AuthSecret];

    /// <summary>One sentence for each annotation that is without effect: a retry value that cannot be read, a key that is probably misspelt. Empty when none is.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyDictionary<string, string>? annotations)
    {
        if (annotations is not { Count: > 0 })
            return [];
        _ = new RetryPolicy().With(annotations, out var unreadable);
        List<string>? remarks = unreadable.Count > 0 ? [.. unreadable] : null;
        if (IsScheduledByNobody(annotations))
            (remarks ??= []).Add($"annotation {KnownAnnotations.Schedule} is without effect without the annotation {KnownAnnotations.Topic}: {CronTopic}");
        foreach (var key in annotations.Keys)
        {
            if (key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && RemarkOf(key) is { } remark)
                (remarks ??= []).Add(remark);
        }
        return remarks ?? (IReadOnlyList<string>)[];
    }

    /// <summary>One sentence for each label that is to protect the function and does not, because only annotations do. Empty when none is.</summary>
    public static IReadOnlyList<string> OfLabels(IReadOnlyDictionary<string, string>? labels, IReadOnlyDictionary<string, string>? annotations)
    {
        List<string>? remarks = null;
        foreach (var key in labels?.Keys ?? [])
        {
            if (!key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || Nearest(key, Guards) is not { } meant || KnownAnnotations.Value(annotations, meant) is not null)
                continue;
            var open = KnownAnnotations.Value(annotations, KnownAnnotations.Auth) is null ? ": the function is open" : "";
            (remarks ??= []).Add(key == meant ? $"{meant} is an annotation, not a label{open}" : $"label {ShownText.Of(key)} is not known; did you mean the annotation {meant}?");
        }
        return remarks ?? (IReadOnlyList<string>)[];
    }

    private static bool IsScheduledByNobody(IReadOnlyDictionary<string, string> annotations) =>
        KnownAnnotations.Value(annotations, KnownAnnotations.Schedule) is not null
        && !(KnownAnnotations.Value(annotations, KnownAnnotations.Topic) ?? "").Split(',', StringSplitOptions.TrimEntries).Any(topic => topic is CronTopic or "cron:" + CronTopic);

    private static string? RemarkOf(string key)
    {
        if (Known.Contains(key, StringComparer.Ordinal) || Array.Exists(KnownBeginnings, key.StartsWith))
            return null;
        if (key.StartsWith(Scale, StringComparison.Ordinal))
            return $"annotation {ShownText.Of(key)} is without effect; scaling is steered by labels, write it there";
        return Nearest(key, Known) is { } meant ? $"annotation {ShownText.Of(key)} is not known; did you mean {meant}?" : null;
    }

    // A third of the last word may be wrong, as retry.atempts or retry.max-wait are.
    private static string? Nearest(string key, string[] candidates)
    {
        var (nearest, best) = ((string?)null, Math.Max(2, (key.Length - key.LastIndexOf('.') - 1) / 3) + 1);
        foreach (var candidate in candidates)
        {
            var distance = EditDistance.Of(key, candidate);
            if (distance < best)
                (nearest, best) = (candidate, distance);
        }
        return nearest;
    }
}
