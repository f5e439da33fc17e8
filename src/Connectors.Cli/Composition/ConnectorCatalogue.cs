using Connectors.Cli.Commands;
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

/// <summary>The built-in connectors by name, each registered by the door of its room; those of other assemblies come beside them.</summary>
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

    private static readonly IReadOnlyList<BuiltInConnector> All =
    [
        new(Cron, (services, settings, _) => services.AddCronConnector(settings.Get<CronSettings>())),
        new(Events, (services, settings, _) => services.AddHttpEvents(settings.Get<EventsSettings>())) { HasRoutes = true },
        new(Kafka, (services, settings, _) => services.AddKafkaConnector(settings.Get<KafkaSettings>(), settings.ResolvePath))
        {
            IsConfigured = settings => settings.Get<KafkaSettings>().BootstrapServers is not null,
            Faults = KafkaWiring.Faults,
        },
        new(Mqtt, (services, settings, _) => services.AddMqttConnector(MqttWiring.WithPaths(settings)))
        {
            IsConfigured = settings => settings.Get<MqttSettings>().Url is not null,
            Faults = MqttWiring.Faults,
        },
        new(Nats, (services, settings, _) => services.AddNatsConnector(NatsWiring.WithPaths(settings)))
        {
            IsConfigured = settings => settings.Get<NatsSettings>().Url is not null,
            Faults = NatsWiring.Faults,
        },
        new(RabbitMq, (services, settings, _) => services.AddRabbitMqConnector(RabbitMqWiring.WithPaths(settings)))
        {
            IsConfigured = settings => settings.Get<RabbitMqSettings>().Url is not null,
            Faults = RabbitMqWiring.Faults,
        },
        new(Webhooks, (services, _, webhooks) => services.AddWebhooks(webhooks.Settings, webhooks.SecretsDirectory))
        {
            HasRoutes = true,
            Faults = (settings, _) => WebhookDefaults.Faults(settings),
        },
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(connector => connector.Name)];

    /// <summary>Those that are mapped on the gateway's own port.</summary>
    public static IReadOnlyList<string> Http { get; } = [.. All.Where(connector => connector.HasRoutes).Select(connector => connector.Name)];

    /// <summary>What is wrong with the settings of those that would run.</summary>
    public static IEnumerable<string> Faults(LoadedSettings settings, HubRequest request) =>
        All.Where(connector => connector.RunsFor(request)).SelectMany(connector => connector.Faults(settings, request));

    /// <summary>Registers the named built-in connectors, the modules that have registered, and what runs them all.</summary>
    public static IServiceCollection AddConnectors(this IServiceCollection services, IReadOnlyList<string> names, HubOptions options, WebhookSources webhooks)
    {
        services.AddConnectorHosting(options.Settings.Get<ConnectorHostSettings>());
        services.AddBrokerTopics(options.Settings);
        foreach (var connector in All.Where(connector => names.Contains(connector.Name, SettingKey.Comparer) && connector.IsConfigured(options.Settings)))
            connector.Register(services, options.Settings, webhooks);
        options.Modules.AddTo(services);
        return services;
    }
}

/// <summary>The sources of webhooks, and where their relative secret files lead from.</summary>
internal sealed record WebhookSources(WebhooksSettings Settings, string SecretsDirectory);
