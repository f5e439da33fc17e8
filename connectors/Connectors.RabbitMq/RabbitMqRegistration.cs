using Connectors.RabbitMq.Linking;
using Connectors.Sdk.Hosting;
using Connectors.Sdk.Topics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Connectors.RabbitMq;

/// <summary>The door of the connector for RabbitMQ.</summary>
public static class RabbitMqRegistration
{
    /// <summary>What is wrong with the files that the settings name, each a sentence beginning with the setting's key.</summary>
    /// <param name="settings">Without faults, with a url; paths absolute.</param>
    public static IReadOnlyList<string> Faults(RabbitMqSettings settings)
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

    /// <summary>Registers the connector <c>rabbitmq</c>; <c>AddConnectorHosting</c> runs it.</summary>
    /// <param name="services">The container.</param>
    /// <param name="settings">Without faults, with a url; paths absolute.</param>
    public static IServiceCollection AddRabbitMqConnector(this IServiceCollection services, RabbitMqSettings settings)
    {
        services.AddSingleton(settings);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        return services.AddConnector<RabbitMqConnector>(new ConnectorTopics { Language = TopicLanguage.Exact, Unqualified = settings.Topics });
    }
}
