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
    /// <param name="admitsAll">What becomes of unqualified topics when <see cref="NatsSettings.Topics"/> says nothing: all, or none.</param>
    public static IServiceCollection AddNatsConnector(this IServiceCollection services, NatsSettings settings, bool admitsAll = true)
    {
        services.AddSingleton(settings);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        services.AddSingleton(new NatsConnectorOptions(Options(settings), settings.Url!));
        return services.AddConnector<NatsConnector>(new ConnectorTopics
        {
            Language = TopicLanguage.Nats,
            Unqualified = settings.Topics ?? (admitsAll ? null : []),
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
