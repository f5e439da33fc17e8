using System.Collections;

namespace Connectors.Cli.Settings;

/// <summary>Where settings are looked for, in falling precedence: flags, <c>CONNECTORS_…</c>, OpenFaaS' own variables, the file.</summary>
internal sealed record SettingSources
{
    /// <summary>From the command line.</summary>
    public IReadOnlyList<SettingFlag> Flags { get; init; } = [];

    /// <summary>The environment of the process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The settings file; null when none was named.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>The data directory, absolute.</summary>
    public string DataDirectory { get; init; } = "/";

    /// <summary>The variables of this process.</summary>
    public static IReadOnlyDictionary<string, string> ProcessEnvironment() =>
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");
}
