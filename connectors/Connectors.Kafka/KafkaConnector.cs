using Connectors.Kafka.Configuration;
using Connectors.Kafka.Consuming;
using Connectors.Kafka.Watching;
using Connectors.Sdk;
using Microsoft.Extensions.Logging;

namespace Connectors.Kafka;

/// <summary>Messages of Kafka topics as events. Replicas share the partitions as one consumer group.</summary>
internal sealed class KafkaConnector(
    KafkaSettings settings, KafkaSecretPaths paths, KafkaMetrics metrics, TimeProvider time, Random random, ILogger<KafkaConnector> logger) : IConnector
{
    public const string ConnectorName = "kafka";

    public string Name => ConnectorName;

    public Task RunAsync(IConnectorContext context, CancellationToken cancellationToken)
    {
        var consumption = new Consumption(settings, ConsumerProperties.Of(settings, paths.Resolve), context, metrics, time, random, logger);
        return DedicatedThread.RunAsync("kafka", () => consumption.Run(cancellationToken));
    }
}

/// <summary>Where the files of settings lie.</summary>
/// <param name="Resolve">Makes an absolute path of one that is written in a setting.</param>
internal sealed record KafkaSecretPaths(Func<string, string> Resolve);
