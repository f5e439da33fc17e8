namespace Connectors.Core.Functions;

/// <summary>Keys of annotations and labels that steer the hub, spelled as OpenFaaS users know them.</summary>
public static class KnownAnnotations
{
    /// <summary>Topics the function listens to, comma-separated.</summary>
    public const string Topic = "topic";

    /// <summary>Cron expressions, <c>;</c>-separated; read when the topic is <c>cron-function</c>.</summary>
    public const string Schedule = "schedule";

    /// <summary>IANA time zone of the schedules.</summary>
    public const string ScheduleTimezone = "com.openfaas.schedule.timezone";

    /// <summary><c>skip</c>, <c>once</c> or <c>all</c>.</summary>
    public const string ScheduleMisfire = "com.openfaas.schedule.misfire";

    /// <summary>How old a missed tick may be.</summary>
    public const string ScheduleMisfireDeadline = "com.openfaas.schedule.misfire-deadline";

    /// <summary>How far a function's ticks may be spread.</summary>
    public const string ScheduleJitter = "com.openfaas.schedule.jitter";

    /// <summary>The queue of the function's asynchronous calls; default <see cref="DefaultQueue"/>.</summary>
    public const string Queue = "com.openfaas.queue";

    /// <summary>The queue used when a function names none.</summary>
    public const string DefaultQueue = "faas-request";

    /// <summary>How often a call may run, the first included.</summary>
    public const string RetryAttempts = "com.openfaas.retry.attempts";

    /// <summary>Status codes that are retried, comma-separated.</summary>
    public const string RetryCodes = "com.openfaas.retry.codes";

    /// <summary>The shortest wait between runs.</summary>
    public const string RetryMinWait = "com.openfaas.retry.min_wait";

    /// <summary>The longest wait between runs.</summary>
    public const string RetryMaxWait = "com.openfaas.retry.max_wait";

    /// <summary><c>none</c> keeps no results of the function's calls.</summary>
    public const string ResultStore = "com.openfaas.result.store";

    /// <summary>Who may call the function: <c>none</c> (everybody), <c>basic</c> or <c>token</c>.</summary>
    public const string Auth = "com.openfaas.auth";

    /// <summary>Which secret of the function's namespace holds the tokens of <c>token</c>; default <c>&lt;function&gt;-token</c>.</summary>
    public const string AuthSecret = "com.openfaas.auth.secret";

    /// <summary>The label that every deployed function bears, its value being the function's name.</summary>
    public const string FunctionLabel = "faas_function";

    /// <summary>The value of a known annotation, trimmed; null when absent or blank.</summary>
    public static string? Value(IReadOnlyDictionary<string, string>? map, string key) =>
        map is not null && map.TryGetValue(key, out var value) && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    /// <summary>The queue that a function's asynchronous calls go to.</summary>
    public static string QueueOf(FunctionStatus function) => QueueOf(function.Annotations);

    /// <summary>
    /// The queue that the annotations name. A name that is none is refused at deploy; where a function came to be in another way its calls
    /// go to <see cref="DefaultQueue"/>, which somebody surely works on.
    /// </summary>
    public static string QueueOf(IReadOnlyDictionary<string, string>? annotations) =>
        Value(annotations, Queue) is { } named && QueueName.IsValid(named) ? named : DefaultQueue;
}
