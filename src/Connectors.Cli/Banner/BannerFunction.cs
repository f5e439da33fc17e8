using Connectors.Core.Functions;

namespace Connectors.Cli.Banner;

/// <summary>A function and what makes it run besides a call: <c>topic github.push</c>, <c>schedule */10 * * * * *</c>.</summary>
internal sealed record BannerFunction(FunctionName Name, IReadOnlyList<string> Triggers)
{
    private const string CronTopic = "cron-function";
    private const char ScheduleDelimiter = ';';

    /// <summary>Why nobody can be served by it yet; null when somebody can, or it waits at zero.</summary>
    public string? NotReady { get; init; }

    /// <summary>The name in a call's path: without the namespace where that is the default one.</summary>
    public string CallName => Name.Namespace == FunctionName.DefaultNamespace ? Name.Name : Name.ToString();

    /// <summary>Whether everybody may call it.</summary>
    public bool IsOpen { get; init; } = true;

    /// <summary>Reads the triggers from a function's annotations.</summary>
    public static BannerFunction Of(FunctionName name, IReadOnlyDictionary<string, string>? annotations)
    {
        var triggers = new List<string>();
        foreach (var topic in Parts(KnownAnnotations.Value(annotations, KnownAnnotations.Topic), ','))
        {
            if (topic == CronTopic)
                triggers.AddRange(Parts(KnownAnnotations.Value(annotations, KnownAnnotations.Schedule), ScheduleDelimiter).Select(schedule => $"schedule {schedule}"));
            else
                triggers.Add($"topic {topic}");
        }
        return new BannerFunction(name, triggers) { IsOpen = FunctionProtection.Read(annotations, name.Name, out _) is { Kind: ProtectionKind.None } };
    }

    private static string[] Parts(string? text, char delimiter) =>
        text?.Split(delimiter, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
