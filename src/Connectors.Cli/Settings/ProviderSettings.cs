using Connectors.Core.Settings;

namespace Connectors.Cli.Settings;

/// <summary>Which provider runs the functions.</summary>
internal sealed class ProviderSettings : ISettings
{
    private static readonly string[] Later = ["faasd", "faas-netes"];

    /// <summary>The only one there is so far.</summary>
    public const string Process = "process";

    public static string Section => "provider";

    [SettingScalar]
    [Setting("What runs the functions: `process` runs them as local processes.")]
    public string Name { get; set; } = Process;

    public IEnumerable<string> Faults()
    {
        if (Name == Process)
            yield break;
        if (Later.Contains(Name, SettingKey.Comparer) || Name.Contains("://", StringComparison.Ordinal))
            yield return $"provider '{Name}' is not there yet; write process, which runs functions as local processes";
        else
            yield return $"provider '{Name}' is not known; write process, which runs functions as local processes";
    }
}
