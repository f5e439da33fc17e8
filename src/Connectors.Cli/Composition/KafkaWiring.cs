using Connectors.Cli.Commands;
using Connectors.Cli.Settings;
using Connectors.Kafka;

namespace Connectors.Cli.Composition;

/// <summary>What the connector for Kafka needs of the whole: its brokers, and the client's opinion of its properties.</summary>
internal static class KafkaWiring
{
    public static IEnumerable<string> Faults(LoadedSettings settings, HubRequest request)
    {
        var kafka = settings.Get<KafkaSettings>();
        if (request.Role == HubRole.Connect && kafka.BootstrapServers is null)
            yield return "kafka.bootstrap-servers names no brokers; write for example 127.0.0.1:9092 there, or in CONNECTORS_KAFKA__BOOTSTRAP_SERVERS";
        foreach (var fault in KafkaRegistration.Faults(kafka, settings.ResolvePath))
            yield return fault;
    }
}
