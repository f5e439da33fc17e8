using Connectors.NatsLogIn;
using Connectors.Sdk.Hosting;
using Connectors.Sdk.Topics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NATS.Client.Core;

namespace Connectors.Nats;

/// <summary>The door of the connector for NATS.</summary>
public static class NatsRegistration
{
    /// <summary>What is wrong with the address, or with a file that the settings name, found without a server; empty when nothing is.</summary>
    /// <param name="settings">With a url; paths absolute.</param>
    public static IReadOnlyList<string> Faults(NatsSettings settings)
    {
        try
        {
            Options(settings);
            return [];
        }
        catch (LogInException fault)
        {
            return [fault.Message];
        }
    }

    /// <summary>Registers the connector <c>nats</c>; <c>AddConnectorHosting</c> runs it.</summary>
    /// <param name="services">The container.</param>
    /// <param name="settings">Without faults, with a url; paths absolute.</param>
    /// <exception cref="LogInException">The address or a file cannot be used: see <see cref="Faults"/>.</exception>
    public static IServiceCollection AddNatsConnector(this IServiceCollection services, NatsSettings settings)
    {
        services.AddSingleton(settings);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        services.AddSingleton(new NatsConnectorOptions(Options(settings), settings.LogIn));
        return services.AddConnector<NatsConnector>(new ConnectorTopics
        {
            Language = TopicLanguage.Nats,
            // Everything is more than every subject: a topic that is none is then no fault of another connector's.
            Unqualified = settings.Topics is [">"] ? null : settings.Topics,
        });
    }

    private static NatsOpts Options(NatsSettings settings) => settings.LogIn.ApplyTo(Plain);

    private static NatsOpts Plain { get; } = NatsOpts.Default with
    {
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
