using Connectors.Cron.Waking;
using Connectors.Sdk.Hosting;
using Connectors.Sdk.Topics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Connectors.Cron;

/// <summary>The door of the cron connector.</summary>
public static class CronRegistration
{
    /// <summary>Registers the connector <c>cron</c>; <c>AddConnectorHosting</c> runs it.</summary>
    public static IServiceCollection AddCronConnector(this IServiceCollection services, CronSettings settings)
    {
        services.AddSingleton(settings);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        services.AddSingleton<WakeUpsFactory>(provider =>
            cancellationToken => QuartzWakeUps.StartAsync(provider.GetRequiredService<TimeProvider>(), cancellationToken));
        // The topic cron-function is cron's without being asked for; it listens to nothing else.
        return services.AddConnector<CronConnector>(new ConnectorTopics { Unqualified = [] });
    }
}
