using System.Net;
using Connectors.Cli.Commands;
using Connectors.Cli.Data;
using Connectors.Cli.Settings;
using Connectors.Mqtt;

namespace Connectors.Cli.Composition;

/// <summary>Which MQTT server the connector listens to, and by which files it logs in.</summary>
internal static class MqttWiring
{
    /// <summary>What is missing or unusable where the connector is to run.</summary>
    public static IReadOnlyList<string> Faults(LoadedSettings settings, HubRequest request)
    {
        if (settings.Get<MqttSettings>().Url is null)
        {
            return request.Role == HubRole.Connect
                ? ["mqtt.url says no server; write for example mqtt://127.0.0.1:1883 there, or in CONNECTORS_MQTT__URL"]
                : [];
        }
        // What is wrong with single values has been told; with them nobody could look at the files.
        return settings.IsSound(ConnectorCatalogue.Mqtt) ? MqttRegistration.Faults(WithPaths(settings)) : [];
    }

    /// <summary>Listens to the embedded broker, unless the settings name another server.</summary>
    public static void Attach(LoadedSettings settings, IPEndPoint broker, Credentials? credentials)
    {
        var mqtt = settings.Get<MqttSettings>();
        if (mqtt.Url is not null)
            return;
        var host = broker.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : broker.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : broker.Address;
        mqtt.Url = $"mqtt://{new IPEndPoint(host, broker.Port)}";
        // It has one connector, and no shared subscriptions.
        mqtt.Group = null;
        (mqtt.User, mqtt.PasswordFile) = (credentials?.User, credentials?.PasswordFile);
    }

    /// <summary>The settings, with paths made absolute.</summary>
    public static MqttSettings WithPaths(LoadedSettings settings)
    {
        var own = settings.Get<MqttSettings>();
        own.PasswordFile = Path(own.PasswordFile);
        own.TlsCaFile = Path(own.TlsCaFile);
        own.TlsCertFile = Path(own.TlsCertFile);
        own.TlsKeyFile = Path(own.TlsKeyFile);
        return own;

        string? Path(string? path) => string.IsNullOrEmpty(path) ? null : settings.ResolvePath(path);
    }
}
