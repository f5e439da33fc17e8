using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.FaasNetes.Access;
using Connectors.Providers.FaasNetes.Deployments;
using Connectors.Providers.FaasNetes.Functions;
using Connectors.Providers.FaasNetes.Logs;
using Connectors.Providers.FaasNetes.Namespaces;
using Connectors.Providers.FaasNetes.Operating;
using Connectors.Providers.FaasNetes.Operating.Resources;
using Connectors.Providers.FaasNetes.Profiles;
using Connectors.Providers.FaasNetes.Secrets;
using Connectors.Providers.FaasNetes.Usage;
using Connectors.Providers.FaasNetes.Watching;
using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Connectors.Providers.FaasNetes;

/// <summary>The door of the provider for Kubernetes: a function is a Deployment, a replica a pod.</summary>
public static class FaasNetesRegistration
{
    /// <summary>The provider's name in configuration and in <c>/system/info</c>.</summary>
    public const string Name = "faas-netes";

    /// <summary>What is wrong with how the cluster is found; null when it is found. Nothing is asked there.</summary>
    public static string? Fault(FaasNetesSettings settings)
    {
        try
        {
            ClusterAccess.Open(settings.Kubeconfig, settings.Context).Dispose();
            return null;
        }
        catch (ClusterAccessException fault)
        {
            return fault.Message;
        }
    }

    /// <summary>
    /// Registers <see cref="FunctionProvider"/>, each of its interfaces, <see cref="IProviderHealth"/>, and a hosted service that follows the cluster: its start
    /// returns when all functions are known, and throws <see cref="ProviderUnavailableException"/> when the cluster does not answer. Later, while it is away,
    /// what is known stays, and changes throw <see cref="ProviderUnavailableException"/>.
    /// </summary>
    /// <param name="services">Where to; <see cref="TimeProvider"/> and logging are taken from there.</param>
    /// <param name="settings">Checked by the caller (<see cref="FaasNetesSettings.Faults"/>, <see cref="Fault"/>).</param>
    /// <param name="defaultNamespace">Meant when a deployment names none; it has to be there.</param>
    public static IServiceCollection AddFaasNetesProvider(this IServiceCollection services, FaasNetesSettings settings, string defaultNamespace = FunctionName.DefaultNamespace)
    {
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.AddSingleton<IKubernetes>(_ => ClusterAccess.Open(settings.Kubeconfig, settings.Context));
        services.AddSingleton<ClusterHealth>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ClusterWatch>(provider, defaultNamespace));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<ClusterWatch>());
        services.AddSingleton<ClusterProfiles>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<ClusterProfiles>());
        services.AddSingleton<ClusterCatalogue>();
        services.AddSingleton<NamedSecrets>();
        services.AddSingleton<FunctionResourceCalls>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ClusterDeployments>(provider, defaultNamespace));
        services.AddSingleton<INamespaceStore>(provider => ActivatorUtilities.CreateInstance<ClusterNamespaces>(provider, defaultNamespace));
        if (settings.Operator)
            services.AddOperator(defaultNamespace);
        return services.AddPromises();
    }

    // Before its hosted service comes that of the cluster's watch, so that what is known is whole when it begins.
    private static void AddOperator(this IServiceCollection services, string defaultNamespace)
    {
        services.TryAddSingleton(LeaseTimes.Usual);
        services.AddSingleton<FunctionReconciler>();
        services.AddSingleton<FunctionOperator>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<OperatorLease>(provider, defaultNamespace));
        services.AddSingleton<IHostedService, OperatorService>();
    }

    private static IServiceCollection AddPromises(this IServiceCollection services)
    {
        services.AddSingleton<IProviderHealth>(provider => provider.GetRequiredService<ClusterHealth>());
        services.AddSingleton<IFunctionCatalogue>(provider => provider.GetRequiredService<ClusterCatalogue>());
        services.AddSingleton<IFunctionResolution>(provider => provider.GetRequiredService<ClusterCatalogue>());
        services.AddSingleton<IFunctionDeployment>(provider => provider.GetRequiredService<ClusterDeployments>());
        services.AddSingleton<IFunctionScaling>(provider => provider.GetRequiredService<ClusterDeployments>());
        services.AddSingleton<IFunctionLogs, PodLogs>();
        services.AddSingleton<IFunctionUsage, PodUsage>();
        services.AddSingleton<ISecretStore, ClusterSecrets>();
        var info = ProviderInfo.Of(Name, "kubernetes", typeof(FaasNetesRegistration));
        return services.AddSingleton(provider => FunctionProvider.Of(provider, () => info));
    }
}
