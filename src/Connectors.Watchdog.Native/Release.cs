using System.Reflection;

namespace Connectors.Watchdog.Native;

/// <summary>Which watchdog this is.</summary>
internal static class Release
{
    /// <summary>Version and commit in the words of OpenFaaS' watchdogs.</summary>
    public static string Line { get; } = Describe(typeof(Release).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");

    private static string Describe(string version) =>
        version.IndexOf('+') is > 0 and var at ? $"Version: {version[..at]}\tSHA: {version[(at + 1)..]}" : $"Version: {version}\tSHA: unknown";
}
