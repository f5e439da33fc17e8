using Connectors.Cli.Data;
using Connectors.Cli.Settings;
using Connectors.Gateway;
using Connectors.Providers.Process;
using Connectors.Providers.Remote;
using Connectors.Providers.Remote.Access;

namespace Connectors.Cli.Composition;

/// <summary>The one place that knows which providers there are.</summary>
internal static class ProviderRooms
{
    /// <summary>What is wrong with how a provider elsewhere is reached, beyond single values.</summary>
    public static IEnumerable<string> Faults(LoadedSettings settings)
    {
        if (settings.Faults.Count > 0 || settings.Get<ProviderSettings>().Address is null || settings.Get<RemoteProviderSettings>().PasswordFile is not { } file)
            yield break;
        var path = settings.ResolvePath(file);
        if (!File.Exists(path))
            yield return $"remote.password-file {path} is not there; write the password of remote.user into it";
    }

    /// <summary>Registers the provider that the settings choose, with all its interfaces.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="settings">Without faults.</param>
    /// <param name="directory">Where a provider of this machine keeps its state.</param>
    /// <param name="imageRoot">Where relative directories in images lead from.</param>
    /// <param name="credentials">The gateway's own, with which it logs in at a provider elsewhere unless the settings name others.</param>
    public static IServiceCollection AddProvider(
        this IServiceCollection services, LoadedSettings settings, string directory, string imageRoot, Credentials? credentials)
    {
        var space = settings.Get<GatewaySettings>().FunctionNamespace;
        return settings.Get<ProviderSettings>().Address is { } address
            ? services.AddRemoteProvider(Remote(settings), address, Login(settings, credentials), space)
            : services.AddProcessProvider(settings.Get<ProcessProviderSettings>(), directory, space, imageRoot);
    }

    private static RemoteProviderSettings Remote(LoadedSettings settings) => settings.Get<RemoteProviderSettings>();

    private static ProviderLogin? Login(LoadedSettings settings, Credentials? credentials) => Remote(settings) switch
    {
        { User: { } user, PasswordFile: { } file } => new ProviderLogin(user, MountedCredentials.Read(settings.ResolvePath(file))),
        _ => credentials is null ? null : new ProviderLogin(credentials.User, credentials.Password),
    };
}
