using Connectors.Cli.Settings;
using Connectors.Kafka;
using Connectors.Mqtt;
using Connectors.Nats;
using Connectors.RabbitMq;

namespace Connectors.Cli.Composition;

/// <summary>
/// Whose topics are that name no connector, among those that listen to brokers: all of them belong to one that is configured alone, and to
/// none of several unless its settings say which.
/// </summary>
internal static class BrokerTopics
{
    /// <summary>Decides for every broker whose settings do not, and has the log say so.</summary>
    public static IServiceCollection AddBrokerTopics(this IServiceCollection services, LoadedSettings settings)
    {
        var configured = All(settings).Where(broker => broker.IsConfigured).ToList();
        if (configured.Count < 2)
            return services;
        var names = string.Join(" and ", configured.Select(broker => broker.Name));
        foreach (var broker in configured.Where(broker => !broker.SaysTopics))
        {
            broker.TakeNone();
            services.AddSingleton<IHostedService>(provider =>
                new TakesNone(names, broker.Name, provider.GetRequiredService<ILoggerFactory>().CreateLogger("Connectors")));
        }
        return services;
    }

    // A broker more is a line more.
    private static IEnumerable<Broker> All(LoadedSettings settings)
    {
        var (kafka, mqtt, nats, rabbitMq) = (settings.Get<KafkaSettings>(), settings.Get<MqttSettings>(), settings.Get<NatsSettings>(), settings.Get<RabbitMqSettings>());
        yield return new Broker(ConnectorCatalogue.Kafka, kafka.BootstrapServers is not null, kafka.Topics is not null, () => kafka.Topics = []);
        yield return new Broker(ConnectorCatalogue.Mqtt, mqtt.Url is not null, mqtt.Topics is not null, () => mqtt.Topics = []);
        yield return new Broker(ConnectorCatalogue.Nats, nats.Url is not null, nats.Topics is not null, () => nats.Topics = []);
        yield return new Broker(ConnectorCatalogue.RabbitMq, rabbitMq.Url is not null, rabbitMq.Topics is not null, () => rabbitMq.Topics = []);
    }

    private sealed record Broker(string Name, bool IsConfigured, bool SaysTopics, Action TakeNone);

    private sealed class TakesNone(string configured, string broker, ILogger logger) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            Log.TakesNoUnqualifiedTopic(logger, configured, broker, broker, broker);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
