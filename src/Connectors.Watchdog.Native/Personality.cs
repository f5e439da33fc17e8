using Connectors.Watchdog.Configuration;

namespace Connectors.Watchdog.Native;

/// <summary>Whose mode is meant when none is named: the program may be called as either of OpenFaaS' watchdogs is.</summary>
internal static class Personality
{
    // Images of both call theirs fwatchdog, but those of the newer one name their mode.
    private const string Newer = "of-watchdog";

    public static WatchdogPersonality OfThisProgram() =>
        Path.GetFileName(Environment.GetCommandLineArgs()[0]) is Newer ? WatchdogPersonality.OfWatchdog : WatchdogPersonality.Classic;
}
