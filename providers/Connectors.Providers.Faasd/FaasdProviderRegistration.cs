using System.Net;
using System.Net.Sockets;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Faasd.Containerd;
using Connectors.Providers.Faasd.Containers;
using Connectors.Providers.Faasd.Deployments;
using Connectors.Providers.Faasd.Images;
using Connectors.Providers.Faasd.Logs;
using Connectors.Providers.Faasd.Names;
using Connectors.Providers.Faasd.Namespaces;
using Connectors.Providers.Faasd.Networks;
using Connectors.Providers.Faasd.Networks.Plugins;
using Connectors.Providers.Faasd.Registries;
using Connectors.Providers.Faasd.Replicas;
using Connectors.Providers.Faasd.Usage;
using Connectors.Providers.Faasd.Watching;
using Connectors.Providers.Local.Catalogue;
using Connectors.Providers.Local.Deployments;
using Connectors.Providers.Local.Durability;
using Connectors.Providers.Local.Logs;
using Connectors.Providers.Local.Namespaces;
using Connectors.Providers.Local.Secrets;
using Connectors.Providers.Local.Supervision;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.Faasd;

/// <summary>The door of the faasd provider: functions run in containers of this machine, by containerd.</summary>
public static class FaasdProviderRegistration
{
    /// <summary>The provider's name in configuration and in <c>/system/info</c>.</summary>
    public const string Name = "faasd";

    /// <summary>
    /// Registers <see cref="FunctionProvider"/>, each of its interfaces, <see cref="IProviderHealth"/>, and a hosted service that takes over what containerd
    /// has of functions; register it before whoever calls functions. It throws <see cref="ProviderUnavailableException"/> when containerd or the
    /// network cannot be used. Until it has been started there are no functions, and changes throw <see cref="InvalidOperationException"/>; a change
    /// while containerd does not answer throws <see cref="ProviderUnavailableException"/>, and nothing has changed.
    /// </summary>
    /// <param name="services">Where to; <see cref="TimeProvider"/> and logging are taken from there.</param>
    /// <param name="settings">Checked by the caller (<see cref="FaasdProviderSettings.Faults"/>, <see cref="MachineFaults"/>).</param>
    /// <param name="dataDirectory">Secrets, logs and what functions write to a disk go below it; one hub at a time uses it.</param>
    /// <param name="defaultNamespace">Meant when a deployment names none; always there.</param>
    /// <param name="outlivesHub">Whether functions go on when the hub is told to stop, where <see cref="FaasdProviderSettings.KeepRunning"/> does not say.</param>
    public static IServiceCollection AddFaasdProvider(
        this IServiceCollection services, FaasdProviderSettings settings, string dataDirectory, string defaultNamespace = FunctionName.DefaultNamespace, bool outlivesHub = true)
    {
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.AddSingleton(new FunctionLifetime(settings.KeepRunning ?? outlivesHub));
        services.AddSingleton(new ReplicaFolders(settings.StateDir, Path.GetFullPath(dataDirectory)));
        services.AddContainers(settings);
        services.AddFunctions(settings, defaultNamespace);
        services.AddSingleton<FaasdProviderHost>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<FaasdProviderHost>());
        return services.AddPromises();
    }

    /// <summary>Lets functions reach a gateway of this machine that listens on the loopback alone, by the name <c>gateway</c> and its port.</summary>
    /// <param name="services">To which the provider was added.</param>
    /// <param name="gateway">Where it listens. Whoever comes in by it comes from the loopback: it has to ask for credentials.</param>
    public static IServiceCollection AddGatewayForFunctions(this IServiceCollection services, IPEndPoint gateway) =>
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<GatewayDoor>(provider, gateway));

    /// <summary>Where the values of secrets are, in files <c>&lt;namespace&gt;/&lt;name&gt;</c>.</summary>
    /// <param name="dataDirectory">As given to <see cref="AddFaasdProvider"/>.</param>
    public static string SecretsDirectory(string dataDirectory) => ReplicaFolders.SecretsOf(Path.GetFullPath(dataDirectory));

    /// <summary>What of this machine keeps functions from running, one sentence each with the remedy; empty when nothing does.</summary>
    /// <param name="settings">Without faults.</param>
    public static IEnumerable<string> MachineFaults(FaasdProviderSettings settings)
    {
        if (!OperatingSystem.IsLinux())
        {
            yield return "the provider faasd runs containers, which only Linux has; name another provider";
            yield break;
        }
        if (!Environment.IsPrivilegedProcess)
            yield return "the provider faasd makes containers and networks, for which it has to run as root; use sudo, or the provider process";
        else if (SocketFault(settings) is { } socket)
            yield return socket;
        var plugins = new PluginDirectory(settings.ToNetworkOptions(ReplicaFolders.Part));
        foreach (var plugin in BridgeNetwork.NeededPlugins.Where(plugin => plugins.Find(plugin) is null))
            yield return plugins.Missing(plugin).Message;
        if (!PluginDirectory.HasProgram("unshare"))
            yield return "the program unshare, by which networks of containers are made, is not on this machine; install util-linux";
    }

    private static string? SocketFault(FaasdProviderSettings settings)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(settings.SocketPath));
            return null;
        }
        catch (Exception fault) when (fault is SocketException or ArgumentException)
        {
            var why = File.Exists(settings.SocketPath) ? fault.Message.TrimEnd('.') : "there is no such socket";
            return $"containerd does not answer at {settings.SocketPath}: {why}; start it (Debian: apt install containerd), or say in faasd.address where it listens";
        }
    }

    private static void AddContainers(this IServiceCollection services, FaasdProviderSettings settings)
    {
        services.AddSingleton(provider => new ContainerdChannel(settings.Address, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(settings.ToImageOptions());
        services.AddSingleton(settings.ToRegistryOptions());
        services.AddSingleton(settings.ToNetworkOptions(ReplicaFolders.Part));
        services.AddSingleton<ContainerSpaces>();
        services.AddSingleton(provider => new RegistryConnection(provider.GetRequiredService<RegistryOptions>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ImageConnection>();
        services.AddSingleton(provider => new ImageViews(provider.GetRequiredService<ReplicaFolders>().Views, provider.GetRequiredService<ImageOptions>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<BridgeNetwork>();
        services.AddSingleton<TaskWatch>();
        services.AddSingleton<NameTable>();
        services.AddSingleton<FunctionNames>();
        services.AddSingleton<OutputTails>();
        services.AddSingleton<ReplicaProbe>();
        services.AddSingleton(provider => new ReplicaImages(provider.GetRequiredService<ImageConnection>(), settings.ImagePullPolicy));
    }

    private static void AddFunctions(this IServiceCollection services, FaasdProviderSettings settings, string defaultNamespace)
    {
        services.AddSingleton<RecordingGate>();
        services.AddSingleton<FunctionRegistry>();
        services.AddSingleton<FunctionRecords>();
        services.AddSingleton<IFunctionRecords>(provider => provider.GetRequiredService<FunctionRecords>());
        services.AddSingleton(new NamespaceTable(defaultNamespace));
        services.AddSingleton<INamespaceAdmission>(provider => provider.GetRequiredService<NamespaceTable>());
        services.AddSingleton<NamespaceClearing>();
        services.AddSingleton<NamespaceRecords>();
        services.AddSingleton<INamespaceRecords>(provider => provider.GetRequiredService<NamespaceRecords>());
        services.AddSingleton<IDeploymentRules>(new ContainerRules(defaultNamespace));
        services.AddSingleton(new ReplicaLimit(settings.MaxReplicas, "faasd.max-replicas"));
        services.AddSingleton(provider => new SecretFiles(provider.GetRequiredService<ReplicaFolders>().SecretValues));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<LocalLogs>(provider, provider.GetRequiredService<ReplicaFolders>().Logs, settings.LogMaxBytes.Bytes));
        services.AddSingleton<Departures>();
        services.AddSingleton<ReplicaSurroundings>();
        services.AddSingleton<ReplicaSource>();
        services.AddSingleton<IReplicaSource>(provider => provider.GetRequiredService<ReplicaSource>());
        services.AddSingleton<Adoption>();
        services.AddSingleton<LocalDeployments>();
        services.AddSingleton<UnusedImages>();
        services.AddSingleton(provider => new SupervisionContext(
            provider.GetRequiredService<IReplicaSource>(), provider.GetRequiredService<Departures>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FunctionSupervisor>>())
        {
            DrainDelay = settings.DrainDelay,
            RetryAfter = settings.RestartMinWait,
        });
    }

    private static IServiceCollection AddPromises(this IServiceCollection services)
    {
        services.AddSingleton<IProviderHealth>(provider => provider.GetRequiredService<TaskWatch>());
        services.AddSingleton<IFunctionCatalogue>(provider => provider.GetRequiredService<FunctionRegistry>());
        services.AddSingleton<IFunctionResolution>(provider => provider.GetRequiredService<FunctionRegistry>());
        services.AddSingleton<IFunctionDeployment>(provider => provider.GetRequiredService<LocalDeployments>());
        services.AddSingleton<IFunctionScaling>(provider => provider.GetRequiredService<LocalDeployments>());
        services.AddSingleton<IFunctionLogs>(provider => provider.GetRequiredService<LocalLogs>());
        services.AddSingleton<IFunctionUsage, ContainerUsage>();
        services.AddSingleton<ISecretStore, LocalSecrets>();
        services.AddSingleton<INamespaceStore, LocalNamespaces>();
        var info = ProviderInfo.Of(Name, "containerd", typeof(FaasdProviderRegistration));
        return services.AddSingleton(provider => FunctionProvider.Of(provider, () => info));
    }
}
