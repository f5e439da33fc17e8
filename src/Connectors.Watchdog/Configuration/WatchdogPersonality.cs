namespace Connectors.Watchdog.Configuration;

/// <summary>Which of OpenFaaS' two watchdogs' defaults hold for what a function does not say.</summary>
public enum WatchdogPersonality
{
    /// <summary>The classic watchdog: a process a request, no limit of its own, errors to the caller.</summary>
    Classic,

    /// <summary>The newer one, of-watchdog.</summary>
    OfWatchdog,
}
