using Connectors.Core.Checkpoints;
using Connectors.Core.Invocations;
using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Connectors.Sdk.Apart;

/// <summary>For what runs apart from the gateway: everything it needs, over HTTP.</summary>
public static class ApartRegistration
{
    /// <summary>Registers the catalogue, the intake and the checkpoints of a gateway, and the way to its functions: for connectors.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="gateway">How to reach it.</param>
    /// <param name="interval">Between two polls of its functions.</param>
    public static IServiceCollection AddGatewayApart(this IServiceCollection services, GatewayAccess gateway, TimeSpan interval)
    {
        services.AddCatalogueAndCalls(gateway, interval);
        services.AddSingleton<IInvocationIntake, GatewayIntake>();
        services.AddSingleton<ICheckpointStore, GatewayCheckpoints>();
        return services;
    }

    /// <summary>
    /// Registers the catalogue of a gateway and the way to its functions: for a worker, which has a queue of its own. What is registered
    /// after this starts when the gateway has told its functions for the first time, so that nothing is run by rules that are not known.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="gateway">How to reach it.</param>
    /// <param name="interval">Between two polls of its functions.</param>
    public static IServiceCollection AddGatewayFunctions(this IServiceCollection services, GatewayAccess gateway, TimeSpan interval) =>
        services.AddCatalogueAndCalls(gateway, interval).AddHostedService<FirstLook>();

    private static IServiceCollection AddCatalogueAndCalls(this IServiceCollection services, GatewayAccess gateway, TimeSpan interval)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(gateway);
        services.AddSingleton(provider => new GatewayCatalogue(gateway, interval, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<GatewayCatalogue>>()));
        services.AddHostedService(provider => provider.GetRequiredService<GatewayCatalogue>());
        services.AddSingleton<IFunctionCatalogue>(provider => provider.GetRequiredService<GatewayCatalogue>());
        services.AddSingleton<CallClient>();
        services.AddSingleton<IInvoker, GatewayCalls>();
        return services;
    }
}
