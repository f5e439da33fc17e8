namespace Connectors.Watchdog.Configuration;

/// <summary>A mode by the name that functions give it in <c>mode</c>. Immutable.</summary>
/// <param name="Mode">What the watchdog does.</param>
/// <param name="Personality">Whose defaults go with it.</param>
public sealed record FunctionMode(WatchdogMode Mode, WatchdogPersonality Personality)
{
    /// <summary>All names, for a sentence.</summary>
    public const string Known = "classic, streaming, serializing or http";

    /// <summary>The mode of a name, null when there is none of that name.</summary>
    /// <param name="name">As written; null or empty: none is named.</param>
    /// <param name="unnamed">Whose mode is meant when none is named.</param>
    public static FunctionMode? Find(string? name, WatchdogPersonality unnamed = WatchdogPersonality.Classic) => name switch
    {
        null or "" => unnamed is WatchdogPersonality.Classic ? Find("classic") : Find("streaming"),
        "classic" => new(WatchdogMode.Classic, WatchdogPersonality.Classic),
        "serializing" => new(WatchdogMode.Classic, WatchdogPersonality.OfWatchdog),
        "streaming" => new(WatchdogMode.Streaming, WatchdogPersonality.OfWatchdog),
        "http" => new(WatchdogMode.Http, WatchdogPersonality.OfWatchdog),
        _ => null,
    };
}
