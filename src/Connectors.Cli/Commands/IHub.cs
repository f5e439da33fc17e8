namespace Connectors.Cli.Commands;

/// <summary>What the commands start: the composition root.</summary>
internal interface IHub
{
    /// <summary>Every settings class of every room (implementations of <c>ISettings</c>).</summary>
    IReadOnlyList<Type> SettingTypes { get; }

    /// <summary>Names of the connectors that <c>connect</c> can run.</summary>
    IReadOnlyList<string> Connectors { get; }

    /// <summary>
    /// Runs until the token fires, then drains. Returns an exit code; <see cref="Data.DataDirectoryException"/> and
    /// <see cref="HubFailureException"/> may be thrown and become a line on standard error and exit code 1.
    /// </summary>
    Task<int> RunAsync(HubOptions options, CancellationToken cancellationToken);
}
