using Connectors.Core.Providers;
using Connectors.Providers.Remote.Access;
using Connectors.Providers.Remote.Catalogue;
using Connectors.Providers.Remote.Deployments;
using Connectors.Providers.Remote.Logs;
using Connectors.Providers.Remote.Namespaces;
using Connectors.Providers.Remote.Secrets;
using Connectors.Providers.Remote.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Connectors.Providers.Remote;

/// <summary>The door of the remote provider: functions run wherever a server of the faas-provider API has them.</summary>
public static class RemoteProviderRegistration
{
    /// <summary>
    /// Registers <see cref="FunctionProvider"/>, each of its interfaces, <see cref="IProviderHealth"/>, and a hosted service that keeps
    /// the functions known. While the provider is away those known last stay; before it has answered once, and when a change finds it
    /// away, <see cref="ProviderUnavailableException"/> is thrown.
    /// </summary>
    /// <param name="services">Where to; <see cref="TimeProvider"/> and logging are taken from there.</param>
    /// <param name="settings">Checked by the caller (<see cref="RemoteProviderSettings.Faults"/>).</param>
    /// <param name="address">Of the provider, e.g. <c>http://127.0.0.1:8081/</c>.</param>
    /// <param name="login">With which user and password, asked for at every request, from any thread; null: without.</param>
    /// <param name="defaultNamespace">Meant where the provider knows no namespaces, and when a deployment names none.</param>
    public static IServiceCollection AddRemoteProvider(
        this IServiceCollection services, RemoteProviderSettings settings, Uri address, Func<ProviderLogin?> login, string defaultNamespace)
    {
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.AddSingleton(_ => new ProviderAccess(address, login, settings));
        services.AddSingleton(provider => new FunctionReading(provider.GetRequiredService<ProviderAccess>(), settings.Direct, defaultNamespace));
        services.AddSingleton<RemoteCatalogue>();
        services.AddSingleton<RemoteRefresh>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<RemoteRefresh>());
        services.AddSingleton(provider => new RemoteDeployments(provider.GetRequiredService<ProviderAccess>(), provider.GetRequiredService<RemoteCatalogue>(), defaultNamespace));
        services.AddSingleton(provider => new RemoteLogs(
            settings.LogsUrl is { } logs ? new ProviderAccess(new Uri(logs), login, settings) : provider.GetRequiredService<ProviderAccess>(), provider.GetRequiredService<RemoteCatalogue>()));
        services.AddSingleton<INamespaceStore>(provider => new RemoteNamespaces(provider.GetRequiredService<ProviderAccess>(), provider.GetRequiredService<RemoteCatalogue>(), defaultNamespace));
        return services.AddPromises();
    }

    private static IServiceCollection AddPromises(this IServiceCollection services)
    {
        services.AddSingleton<IProviderHealth>(provider => provider.GetRequiredService<RemoteRefresh>());
        services.AddSingleton<IFunctionCatalogue>(provider => provider.GetRequiredService<RemoteCatalogue>());
        services.AddSingleton<IFunctionResolution>(provider => provider.GetRequiredService<RemoteCatalogue>());
        services.AddSingleton<IFunctionDeployment>(provider => provider.GetRequiredService<RemoteDeployments>());
        services.AddSingleton<IFunctionScaling>(provider => provider.GetRequiredService<RemoteDeployments>());
        services.AddSingleton<IFunctionLogs>(provider => provider.GetRequiredService<RemoteLogs>());
        services.AddSingleton<IFunctionUsage, RemoteUsage>();
        services.AddSingleton<ISecretStore, RemoteSecrets>();
        return services.AddSingleton(provider => FunctionProvider.Of(provider, () => provider.GetRequiredService<RemoteRefresh>().Info));
    }
}
