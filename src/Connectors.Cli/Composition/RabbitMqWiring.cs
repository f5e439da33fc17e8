using Connectors.Cli.Commands;
using Connectors.Cli.Settings;
using Connectors.RabbitMq;

namespace Connectors.Cli.Composition;

/// <summary>By which files the connector for RabbitMQ logs in.</summary>
internal static class RabbitMqWiring
{
    /// <summary>What is missing or unusable where the connector is to run.</summary>
    public static IReadOnlyList<string> Faults(LoadedSettings settings, HubRequest request)
    {
        if (settings.Get<RabbitMqSettings>().Url is null)
        {
            return request.Role == HubRole.Connect
                ? ["rabbitmq.url says no server; write for example amqp://127.0.0.1:5672 there, or in CONNECTORS_RABBITMQ__URL"]
                : [];
        }
        // What is wrong with single values has been told; with them nobody could look at the files.
        return settings.IsSound(ConnectorCatalogue.RabbitMq) ? RabbitMqRegistration.Faults(WithPaths(settings)) : [];
    }

    /// <summary>The settings, with paths made absolute.</summary>
    public static RabbitMqSettings WithPaths(LoadedSettings settings)
    {
        var own = settings.Get<RabbitMqSettings>();
        own.PasswordFile = Path(own.PasswordFile);
        own.TlsCaFile = Path(own.TlsCaFile);
        return own;

        string? Path(string? path) => string.IsNullOrEmpty(path) ? null : settings.ResolvePath(path);
    }
}
