using Connectors.Mqtt.Linking;
using Connectors.Sdk.Hosting;
using Connectors.Sdk.Topics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Connectors.Mqtt;

/// <summary>The door of the connector for MQTT.</summary>
public static class MqttRegistration
{
    /// <summary>What is wrong with the files that the settings name, each a sentence beginning with the setting's key.</summary>
    /// <param name="settings">Without faults, with a url; paths absolute.</param>
    public static IReadOnlyList<string> Faults(MqttSettings settings)
    {
        try
        {
            LinkOptions.Of(settings);
            return [];
        }
        catch (LinkFilesException fault)
        {
            return [fault.Message];
        }
    }

    /// <summary>Registers the connector <c>mqtt</c>; <c>AddConnectorHosting</c> runs it.</summary>
    /// <param name="services">The container.</param>
    /// <param name="settings">Without faults, with a url; paths absolute.</param>
    public static IServiceCollection AddMqttConnector(this IServiceCollection services, MqttSettings settings)
    {
        services.AddSingleton(settings);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        return services.AddConnector<MqttConnector>(new ConnectorTopics
        {
            Language = TopicLanguage.Mqtt,
            // Everything is more than every filter: a topic that is none is then no fault of another connector's.
            Unqualified = settings.Topics is ["#"] ? null : settings.Topics,
        });
    }
}
