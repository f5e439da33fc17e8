using Connectors.Cli.Settings;
using Connectors.Cron;
using Connectors.Kafka;
using Connectors.Mqtt;
using Connectors.Nats;
using Connectors.RabbitMq;
using Connectors.Sdk.Hosting;
using Connectors.Webhooks;
using Connectors.Webhooks.HttpEvents;
using Connectors.Webhooks.Sources;

namespace Connectors.Cli.Composition;

/// <summary>The built-in connectors by name, each registered through the door that a third party's would use.</summary>
internal static class ConnectorCatalogue
{
    /// <summary>Brings events by HTTP: <c>POST /event/{topic}</c>.</summary>
    public const string Events = "events";

    /// <summary>Verified deliveries: <c>POST /webhook/{source}</c>.</summary>
    public const string Webhooks = "webhooks";

    /// <summary>Schedules.</summary>
    public const string Cron = "cron";

    /// <summary>Messages of a Kafka cluster, where one is configured.</summary>
    public const string Kafka = "kafka";

    /// <summary>Messages of an MQTT server, where one is configured.</summary>
    public const string Mqtt = "mqtt";

    /// <summary>Messages of a NATS server, where one is configured.</summary>
    public const string Nats = "nats";

    /// <summary>Messages of a RabbitMQ server's queues, where one is configured.</summary>
    public const string RabbitMq = "rabbitmq";

    public static IReadOnlyList<string> Names { get; } = [Cron, Events, Kafka, Mqtt, Nats, RabbitMq, Webhooks];

    /// <summary>Those that are mapped on the gateway's own port.</summary>
    public static IReadOnlyList<string> Http { get; } = [Events, Webhooks];

    /// <summary>Registers the named connectors and what runs them.</summary>
    public static IServiceCollection AddConnectors(this IServiceCollection services, IEnumerable<string> names, LoadedSettings settings, WebhookSources webhooks)
    {
        services.AddConnectorHosting(settings.Get<ConnectorHostSettings>());
        services.AddBrokerTopics(settings);
        foreach (var name in names.Distinct(SettingKey.Comparer))
            Add(services, name.ToLowerInvariant(), settings, webhooks);
        return services;
    }

    private static IServiceCollection Add(IServiceCollection services, string name, LoadedSettings settings, WebhookSources webhooks) => name switch
    {
        Cron => services.AddCronConnector(settings.Get<CronSettings>()),
        Events => services.AddHttpEvents(settings.Get<EventsSettings>()),
        Kafka => settings.Get<KafkaSettings>() is { BootstrapServers: not null } kafka ? services.AddKafkaConnector(kafka, settings.ResolvePath) : services,
        Mqtt => settings.Get<MqttSettings>() is { Url: not null } ? services.AddMqttConnector(MqttWiring.WithPaths(settings)) : services,
        Nats => settings.Get<NatsSettings>() is { Url: not null } ? services.AddNatsConnector(NatsWiring.WithPaths(settings)) : services,
        RabbitMq => settings.Get<RabbitMqSettings>() is { Url: not null } ? services.AddRabbitMqConnector(RabbitMqWiring.WithPaths(settings)) : services,
        Webhooks => services.AddWebhooks(webhooks.Settings, webhooks.SecretsDirectory),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "not a built-in connector"),
    };
}

/// <summary>The sources of webhooks, and where their relative secret files lead from.</summary>
internal sealed record WebhookSources(WebhooksSettings Settings, string SecretsDirectory);
