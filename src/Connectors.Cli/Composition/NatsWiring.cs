using Connectors.Cli.Commands;
using Connectors.Cli.Settings;
using Connectors.Nats;

namespace Connectors.Cli.Composition;

/// <summary>By which files the connector for NATS logs in.</summary>
internal static class NatsWiring
{
    /// <summary>What is missing or unusable where the connector is to run.</summary>
    public static IReadOnlyList<string> Faults(LoadedSettings settings, HubRequest request)
    {
        if (settings.Get<NatsSettings>().Url is null)
        {
            return request.Role == HubRole.Connect
                ? ["nats.url says no server; write for example nats://127.0.0.1:4222 there, or in CONNECTORS_NATS__URL"]
                : [];
        }
        // What is wrong with single values has been told; with them nobody could look at the files.
        return settings.IsSound(ConnectorCatalogue.Nats) ? NatsRegistration.Faults(WithPaths(settings)) : [];
    }

    /// <summary>The settings, with paths made absolute.</summary>
    public static NatsSettings WithPaths(LoadedSettings settings)
    {
        var own = settings.Get<NatsSettings>();
        own.PasswordFile = Path(own.PasswordFile);
        own.CredsFile = Path(own.CredsFile);
        own.NkeyFile = Path(own.NkeyFile);
        own.TlsCaFile = Path(own.TlsCaFile);
        own.TlsCertFile = Path(own.TlsCertFile);
        own.TlsKeyFile = Path(own.TlsKeyFile);
        return own;

        string? Path(string? path) => string.IsNullOrEmpty(path) ? null : settings.ResolvePath(path);
    }
}
