using Connectors.Core.Checkpoints;
using Connectors.Core.Invocations;
using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connectors.Sdk.Apart;

/// <summary>For connectors that run apart from the gateway: everything they need, over HTTP.</summary>
public static class ApartRegistration
{
    /// <summary>Registers the catalogue, the intake and the checkpoints of a gateway.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="gateway">How to reach it.</param>
    /// <param name="interval">Between two polls of its functions.</param>
    public static IServiceCollection AddGatewayApart(this IServiceCollection services, GatewayAccess gateway, TimeSpan interval)
    {
        services.AddSingleton(gateway);
        services.AddSingleton(provider => new GatewayCatalogue(gateway, interval, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<GatewayCatalogue>>()));
        services.AddHostedService(provider => provider.GetRequiredService<GatewayCatalogue>());
        services.AddSingleton<IFunctionCatalogue>(provider => provider.GetRequiredService<GatewayCatalogue>());
        services.AddSingleton<IInvocationIntake, GatewayIntake>();
        services.AddSingleton<IInvoker, GatewayCalls>();
        services.AddSingleton<ICheckpointStore, GatewayCheckpoints>();
        return services;
    }
}
