using Connectors.Core.Peers;
using Connectors.Core.Queues;
using Connectors.Gateway.Invocations;
using Connectors.Gateway.Scaling.Alerts;
using Connectors.Gateway.Scaling.ColdStarts;
using Connectors.Gateway.Scaling.Deciding;
using Connectors.Gateway.Scaling.Loads;
using Connectors.Gateway.Scaling.Loads.Peers;
using Connectors.Gateway.Scaling.Showing;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.Scaling;

/// <summary>Registers what scales functions.</summary>
internal static class ScalingRegistration
{
    public static void AddScaling(this IServiceCollection services, ScalingSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<ScalingMetrics>();
        services.AddSingleton<ReplicaChanges>();
        services.AddSingleton<ManualHolds>();
        services.AddSingleton<AlertEndpoint>();
        services.AddSingleton<ScalingEndpoint>();
        services.AddSingleton<ZeroWatch>();
        services.AddSingleton<IReplicaWait, ScaleFromZero>();
        services.AddHostedService(provider => provider.GetRequiredService<ZeroWatch>());
        services.AddSingleton<ScaledFunctions>();
        services.AddLoadSources(settings);
        services.AddSingleton<FunctionScaler>();
        services.AddSingleton<ScalingRound>();
        if (settings.Automatic)
            services.AddHostedService<ScalingLoop>();
    }

    private static void AddLoadSources(this IServiceCollection services, ScalingSettings settings)
    {
        if (settings.PrometheusAddress is { } address)
        {
            // An answer that comes after the next round has begun would be too old.
            services.AddSingleton(_ => new PrometheusQueries(address, settings.Interval));
            services.AddSingleton<ILoadSource, PrometheusLoad>();
        }
        else if (services.Any(service => service.ServiceType == typeof(IPeerExchange)))
        {
            services.AddSingleton<OwnReport>();
            services.AddHostedService<LoadAnswers>();
            services.AddSingleton<ILoadSource, PeerTraffic>();
        }
        else
        {
            services.AddSingleton<ILoadSource, OwnTraffic>();
        }
        services.AddSingleton<ILoadSource, UsageLoad>();
        if (services.Any(service => service.ServiceType == typeof(IQueueStatistics)))
            services.AddSingleton<ILoadSource, QueueLoad>();
    }
}
