using Connectors.Cli.Commands;
using Connectors.Cli.Settings;

namespace Connectors.Cli.Composition;

/// <summary>A connector that the program brings with it. Beside what a module has, its settings are typed and known to the program.</summary>
/// <param name="Name">Its name, lower case.</param>
/// <param name="Register">Calls its door, with settings that have no faults.</param>
internal sealed record BuiltInConnector(string Name, Action<IServiceCollection, LoadedSettings, WebhookSources> Register)
{
    /// <summary>Mapped on the gateway's own port, so that the gateway runs it even alone.</summary>
    public bool HasRoutes { get; init; }

    /// <summary>False where the settings name no source: there is nothing to run.</summary>
    public Predicate<LoadedSettings> IsConfigured { get; init; } = _ => true;

    /// <summary>What only the room can tell is wrong with its settings.</summary>
    public Func<LoadedSettings, HubRequest, IEnumerable<string>> Faults { get; init; } = (_, _) => [];

    /// <summary>Whether a command runs it.</summary>
    public bool RunsFor(HubRequest request) =>
        request.Role == HubRole.Up || (request.Role == HubRole.Gateway && HasRoutes) || request.Connectors.Contains(Name, SettingKey.Comparer);
}
