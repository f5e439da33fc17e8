using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Local.Catalogue;
using Connectors.Providers.Local.Deployments;
using Connectors.Providers.Local.Durability;
using Connectors.Providers.Local.Logs;
using Connectors.Providers.Local.Namespaces;
using Connectors.Providers.Local.Secrets;
using Connectors.Providers.Local.Supervision;
using Connectors.Providers.Process.Deployments;
using Connectors.Providers.Process.Namespaces;
using Connectors.Providers.Process.Replicas;
using Connectors.Providers.Process.Usage;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Process;

/// <summary>The door of the process provider: functions run as processes of this machine.</summary>
public static class ProcessProviderRegistration
{
    /// <summary>The provider's name in configuration and in <c>/system/info</c>.</summary>
    public const string Name = "process";

    /// <summary>
    /// Registers <see cref="FunctionProvider"/> and each of its interfaces, and a hosted service that starts the recorded functions and
    /// stops them at the end; register it before whoever calls functions, so that it starts before and stops after them. Until it has
    /// been started there are no functions, and changes throw <see cref="InvalidOperationException"/>. A change that cannot be recorded
    /// throws <see cref="IOException"/> with a sentence for the operator, and nothing has changed.
    /// </summary>
    /// <param name="services">Where to; <see cref="TimeProvider"/> and logging are taken from there.</param>
    /// <param name="settings">Checked by the caller (<see cref="ProcessProviderSettings.Faults"/>).</param>
    /// <param name="dataDirectory">Records, secrets, logs and working directories go below it; one hub at a time uses it.</param>
    /// <param name="defaultNamespace">Meant when a deployment names none; always there.</param>
    /// <param name="imageRoot">Where relative directories in <c>dir:</c> images lead from; null: such images are refused.</param>
    public static IServiceCollection AddProcessProvider(
        this IServiceCollection services, ProcessProviderSettings settings, string dataDirectory, string defaultNamespace = FunctionName.DefaultNamespace, string? imageRoot = null)
    {
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.AddSingleton(new DataLayout(dataDirectory));
        services.AddSingleton<RecordingGate>();
        services.AddSingleton<FunctionStore>();
        services.AddSingleton<IFunctionRecords>(provider => provider.GetRequiredService<FunctionStore>());
        services.AddSingleton<FunctionRegistry>();
        services.AddSingleton(new NamespaceTable(defaultNamespace));
        services.AddSingleton<NamespaceFiles>();
        services.AddSingleton<INamespaceRecords>(provider => provider.GetRequiredService<NamespaceFiles>());
        services.AddSingleton(provider => new SecretFiles(provider.GetRequiredService<DataLayout>().Secrets));
        services.AddSingleton<INamespaceAdmission>(provider => provider.GetRequiredService<NamespaceTable>());
        services.AddSingleton(new DeploymentDefaults(defaultNamespace, imageRoot));
        services.AddSingleton<IDeploymentRules, DeploymentChecks>();
        services.AddSingleton(new ReplicaLimit(settings.MaxReplicas, "process.max-replicas"));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<LocalLogs>(provider, provider.GetRequiredService<DataLayout>().Logs, settings.LogMaxBytes.Bytes));
        services.AddSingleton<MarkedProcesses>();
        services.AddSingleton<Departures>();
        services.AddSingleton<ReplicaSurroundings>();
        services.AddSingleton<IReplicaSource, ReplicaSource>();
        services.AddSingleton(Supervision);
        services.AddSingleton<LocalDeployments>();
        services.AddSingleton<ProcessProviderHost>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<ProcessProviderHost>());
        return services.AddPromises();
    }

    /// <summary>Where the values of secrets are, in files <c>&lt;namespace&gt;/&lt;name&gt;</c>.</summary>
    /// <param name="dataDirectory">As given to <see cref="AddProcessProvider"/>.</param>
    public static string SecretsDirectory(string dataDirectory) => new DataLayout(dataDirectory).Secrets;

    private static IServiceCollection AddPromises(this IServiceCollection services)
    {
        services.AddSingleton<IFunctionCatalogue>(provider => provider.GetRequiredService<FunctionRegistry>());
        services.AddSingleton<IFunctionResolution>(provider => provider.GetRequiredService<FunctionRegistry>());
        services.AddSingleton<IFunctionDeployment>(provider => provider.GetRequiredService<LocalDeployments>());
        services.AddSingleton<IFunctionScaling>(provider => provider.GetRequiredService<LocalDeployments>());
        services.AddSingleton<IFunctionLogs>(provider => provider.GetRequiredService<LocalLogs>());
        services.AddSingleton<IFunctionUsage, ProcessUsage>();
        services.AddSingleton<ISecretStore, LocalSecrets>();
        services.AddSingleton<INamespaceStore, LocalNamespaces>();
        var info = ProviderInfo.Of(Name, "processes", typeof(ProcessProviderRegistration));
        return services.AddSingleton(provider => FunctionProvider.Of(provider, () => info));
    }

    private static SupervisionContext Supervision(IServiceProvider provider)
    {
        var settings = provider.GetRequiredService<ProcessProviderSettings>();
        return new SupervisionContext(
            provider.GetRequiredService<IReplicaSource>(), provider.GetRequiredService<Departures>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FunctionSupervisor>>())
        {
            DrainDelay = settings.DrainDelay,
            RetryAfter = settings.RestartMinWait,
        };
    }
}
