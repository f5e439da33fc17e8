using Connectors.Nats.Linking;
using Connectors.Sdk.Hosting;
using Connectors.Sdk.Topics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NATS.Client.Core;

namespace Connectors.Nats;

/// <summary>The door of the connector for NATS.</summary>
public static class NatsRegistration
{
    /// <summary>Registers the connector <c>nats</c>; <c>AddConnectorHosting</c> runs it.</summary>
    /// <param name="services">The container.</param>
    /// <param name="settings">Without faults, with a url.</param>
    public static IServiceCollection AddNatsConnector(this IServiceCollection services, NatsSettings settings)
    {
        services.AddSingleton(settings);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        services.AddSingleton(new NatsConnectorOptions(Options(settings), NatsAddress.Shown(settings.Url!)));
        return services.AddConnector<NatsConnector>(new ConnectorTopics
        {
            Language = TopicLanguage.Nats,
            // Everything is more than every subject: a topic that is none is then no fault of another connector's.
            Unqualified = settings.Topics is [">"] ? null : settings.Topics,
        });
    }

    private static NatsOpts Options(NatsSettings settings) => NatsOpts.Default with
    {
        Url = settings.Url!,
        Name = "connectors nats",
        HeaderEncoding = System.Text.Encoding.UTF8,
        RequestTimeout = TimeSpan.FromSeconds(5),
        ReconnectWaitMin = TimeSpan.FromMilliseconds(200),
        ReconnectWaitMax = TimeSpan.FromSeconds(5),
        ReconnectJitter = TimeSpan.FromMilliseconds(500),
        MaxReconnectRetry = -1,
        IgnoreAuthErrorAbort = true,
        PingInterval = TimeSpan.FromSeconds(10),
        // A queue that is away pauses the source: the socket is not read until there is room.
        SubPendingChannelFullMode = System.Threading.Channels.BoundedChannelFullMode.Wait,
    };
}
