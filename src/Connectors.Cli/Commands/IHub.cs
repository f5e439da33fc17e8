using Connectors.Cli.Settings;

namespace Connectors.Cli.Commands;

/// <summary>What the commands start: the composition root.</summary>
internal interface IHub
{
    /// <summary>Every settings class of every room (implementations of <c>ISettings</c>).</summary>
    IReadOnlyList<Type> SettingTypes { get; }

    /// <summary>Names of the built-in connectors, which <c>connect</c> can run beside those of other assemblies.</summary>
    IReadOnlyList<string> Connectors { get; }

    /// <summary>
    /// What only the rooms can tell is wrong with settings that are well-formed: kinds they do not know, files they cannot use. One
    /// sentence each, beginning with the setting's key. Looks at what the role would run, and starts nothing.
    /// </summary>
    IEnumerable<string> SettingFaults(LoadedSettings settings, HubRequest request);

    /// <summary>
    /// Runs until the token fires, then drains. Returns an exit code; <see cref="Data.DataDirectoryException"/> and
    /// <see cref="HubFailureException"/> may be thrown and become a line on standard error and exit code 1.
    /// </summary>
    Task<int> RunAsync(HubOptions options, CancellationToken cancellationToken);
}
