using Connectors.Watchdog;

namespace Connectors.Providers.Process.Replicas;

/// <summary>The modes of OpenFaaS' watchdogs by the name that functions use in <c>mode</c>.</summary>
/// <param name="Mode">What the watchdog library does for it.</param>
/// <param name="Newer">The newer watchdog's defaults hold instead of the classic one's.</param>
internal sealed record FunctionMode(WatchdogMode Mode, bool Newer)
{
    private static readonly FunctionMode Classic = new(WatchdogMode.Classic, Newer: false);

    /// <summary>The mode of a name (null: classic); null when there is none of that name here.</summary>
    public static FunctionMode? Find(string? name) => name switch
    {
        null or "" or "classic" => Classic,
        "serializing" => new(WatchdogMode.Classic, Newer: true),
        "streaming" => new(WatchdogMode.Streaming, Newer: true),
        "http" => new(WatchdogMode.Http, Newer: true),
        _ => null,
    };
}
