using System.Net;
using Connectors.Cli.Data;
using Connectors.Cli.Settings;
using Connectors.Gateway;
using Connectors.Providers.Faasd;
using Connectors.Providers.Process;
using Connectors.Providers.Remote;
using Connectors.Providers.Remote.Access;

namespace Connectors.Cli.Composition;

/// <summary>The one place that knows which providers there are.</summary>
internal static class ProviderRooms
{
    private const string NamespaceSetting = "gateway.function-namespace";

    /// <summary>What is wrong with the provider that the settings choose, beyond single values: with how it is reached, or with this machine.</summary>
    public static IEnumerable<string> Faults(LoadedSettings settings)
    {
        if (settings.Faults.Count > 0)
            return [];
        return settings.Get<ProviderSettings>().Name == ProviderSettings.Faasd ? FaasdFaults(settings) : RemoteFaults(settings);
    }

    private static IEnumerable<string> FaasdFaults(LoadedSettings settings)
    {
        var faasd = Faasd(settings);
        if (faasd.Namespace.Length > 0 && settings.IsSet(NamespaceSetting) && faasd.Namespace != settings.Get<GatewaySettings>().FunctionNamespace)
            yield return $"faasd.namespace and {NamespaceSetting} name different namespaces for functions that name none; leave one of them out";
        foreach (var fault in FaasdProviderRegistration.MachineFaults(faasd))
            yield return fault;
    }

    private static IEnumerable<string> RemoteFaults(LoadedSettings settings)
    {
        if ( settings.Get<ProviderSettings>().Address is null || settings.Get<RemoteProviderSettings>().PasswordFile is not { } file)
            yield break;
        var path = settings.ResolvePath(file);
        if (!File.Exists(path))
            yield return $"remote.password-file {path} is not there; write the password of remote.user into it";
    }

    /// <summary>Registers the provider that the settings choose, with all its interfaces, and what keeps credentials as their files are.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="settings">Without faults.</param>
    /// <param name="directory">Where a provider of this machine keeps its state.</param>
    /// <param name="imageRoot">Where relative directories in images lead from.</param>
    /// <param name="credentials">The gateway's own, with which it logs in at a provider elsewhere unless the settings name others.</param>
    /// <param name="outlivesHub">Whether containers go on when the hub is told to stop, unless the settings say.</param>
    public static IServiceCollection AddProvider(
        this IServiceCollection services, LoadedSettings settings, string directory, string imageRoot, LiveCredentials? credentials, bool outlivesHub)
    {
        var gateway = settings.Get<GatewaySettings>();
        if (settings.Get<ProviderSettings>().Name == ProviderSettings.Faasd)
        {
            var faasd = Faasd(settings);
            // Both are one namespace: the gateway looks for functions where they are put.
            if (faasd.Namespace.Length > 0)
                gateway.FunctionNamespace = faasd.Namespace;
            return services.AddLiveCredentials(credentials).AddFaasdProvider(faasd, directory, gateway.FunctionNamespace, outlivesHub);
        }
        var space = gateway.FunctionNamespace;
        if (settings.Get<ProviderSettings>().Address is not { } address)
            return services.AddLiveCredentials(credentials).AddProcessProvider(settings.Get<ProcessProviderSettings>(), directory, space, imageRoot);
        var login = Login(settings) ?? credentials;
        services.AddLiveCredentials(credentials, ReferenceEquals(login, credentials) ? null : login);
        return services.AddRemoteProvider(Remote(settings), address, () => login?.Current is { } now ? new ProviderLogin(now.User, now.Password) : null, space);
    }

    /// <summary>
    /// Lets containers reach a gateway that listens on the loopback alone. They come in from the loopback then, so not where nobody is asked for credentials;
    /// a gateway that listens on all addresses they reach anyhow.
    /// </summary>
    public static IServiceCollection AddWayToGateway(this IServiceCollection services, LoadedSettings settings, ListenPoint listen, LiveCredentials? credentials) =>
        settings.Get<ProviderSettings>().Name == ProviderSettings.Faasd && credentials is not null && listen.Address.Port > 0 && IPAddress.IsLoopback(listen.Address.Address)
            ? services.AddGatewayForFunctions(listen.Address)
            : services;

    /// <summary>Where the gateway finds the tokens of functions: where it is told, or among the secrets of a provider of this machine.</summary>
    public static void LeadToTokens(LoadedSettings settings, string directory)
    {
        var gateway = settings.Get<GatewaySettings>();
        if (gateway.FunctionTokens.Length > 0)
            gateway.FunctionTokens = settings.ResolvePath(gateway.FunctionTokens);
        else if (settings.Get<ProviderSettings>().Address is null)
            gateway.FunctionTokens = settings.Get<ProviderSettings>().Name == ProviderSettings.Faasd ? FaasdProviderRegistration.SecretsDirectory(directory) : ProcessProviderRegistration.SecretsDirectory(directory);
    }

    private static FaasdProviderSettings Faasd(LoadedSettings settings)
    {
        var faasd = settings.Get<FaasdProviderSettings>();
        if (faasd.DockerConfig.Length > 0)
            faasd.DockerConfig = settings.ResolvePath(faasd.DockerConfig);
        return faasd;
    }

    private static RemoteProviderSettings Remote(LoadedSettings settings) => settings.Get<RemoteProviderSettings>();

    private static LiveCredentials? Login(LoadedSettings settings)
    {
        if (Remote(settings) is not { User: { } user, PasswordFile: { } file })
            return null;
        var path = settings.ResolvePath(file);
        return new LiveCredentials(() => new Credentials(user, MountedCredentials.Read(path), "remote.user", path));
    }
}
