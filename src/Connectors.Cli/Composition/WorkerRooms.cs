using Connectors.Cli.Settings;
using Connectors.Sdk.Apart;
using Connectors.Sdk.Hosting;
using Connectors.Worker;
using Connectors.Worker.Retries;

namespace Connectors.Cli.Composition;

/// <summary>
/// The rooms of a worker alone. Their order is that of starting, and backwards that of stopping: the gateway has told its functions
/// before the first call is taken, and the queue outlasts the worker.
/// </summary>
internal static class WorkerRooms
{
    /// <param name="services">Where to.</param>
    /// <param name="settings">Without faults.</param>
    /// <param name="access">How to reach the gateway.</param>
    /// <param name="queue">Registers the queue.</param>
    public static IServiceCollection AddWorkerApart(this IServiceCollection services, LoadedSettings settings, GatewayAccess access, Action<IServiceCollection> queue)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(Prometheus.Metrics.NewCustomRegistry());
        queue(services);
        services.AddGatewayFunctions(access, settings.Get<ConnectorHostSettings>().RebuildInterval);
        // Beside a gateway its data directory is not this process' to write in: large answers wait among the temporary files.
        services.AddWorker(settings.Get<WorkerSettings>(), HubApplication.Callbacks(settings), settings.Get<RetrySettings>());
        return services;
    }
}
