using Connectors.Kafka.Configuration;
using Connectors.Kafka.Watching;
using Connectors.Sdk.Hosting;
using Connectors.Sdk.Topics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Connectors.Kafka;

/// <summary>The door of the connector for Kafka.</summary>
public static class KafkaRegistration
{
    /// <summary>Registers the connector <c>kafka</c>; <c>AddConnectorHosting</c> runs it.</summary>
    /// <param name="services">The container.</param>
    /// <param name="settings">Without faults, with bootstrap servers.</param>
    /// <param name="resolve">Makes an absolute path of one that a setting names; null: from the working directory.</param>
    public static IServiceCollection AddKafkaConnector(this IServiceCollection services, KafkaSettings settings, Func<string, string>? resolve = null)
    {
        services.AddSingleton(settings);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        services.AddMetrics();
        services.AddSingleton(new KafkaSecretPaths(resolve ?? Path.GetFullPath));
        services.AddSingleton<KafkaMetrics>();
        return services.AddConnector<KafkaConnector>(new ConnectorTopics { Language = TopicLanguage.Regex, Unqualified = settings.Topics });
    }

    /// <summary>What is wrong with the client's properties: names that it does not know, values and files that it cannot use. Asks no broker.</summary>
    /// <param name="settings">Without faults of their own.</param>
    /// <param name="resolve">As for <see cref="AddKafkaConnector"/>.</param>
    public static IEnumerable<string> Faults(KafkaSettings settings, Func<string, string>? resolve = null) =>
        settings.BootstrapServers is null || settings.Faults().Any() ? [] : ConsumerProperties.Faults(settings, resolve ?? Path.GetFullPath);
}
