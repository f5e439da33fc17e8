using Connectors.Cli.Commands;
using Connectors.Cli.Data;
using Connectors.Gateway.Access;

namespace Connectors.Cli.Composition;

/// <summary>
/// The credentials with which a process of its own reaches its gateway: the files that OpenFaaS mounts (<c>basic_auth=true</c>,
/// <c>secret_mount_path</c>), else those of a hub's data directory, else none.
/// </summary>
internal static class GatewayLogin
{
    private const string User = Credentials.UserName;
    private const string Password = Credentials.PasswordName;

    /// <exception cref="DataDirectoryException">Mounted credentials are asked for and cannot be read, or half of them is missing.</exception>
    public static GatewayCredentials? Find(SecretFiles secrets, Func<string, string?> variable)
    {
        if (MountedCredentials.Find(variable) is { } mounted)
            return new GatewayCredentials(mounted.User, mounted.Password);
        return File.Exists(secrets.PathOf(User)) || File.Exists(secrets.PathOf(Password))
            ? new GatewayCredentials(MountedCredentials.Read(secrets.PathOf(User)), MountedCredentials.Read(secrets.PathOf(Password)))
            : null;
    }

    /// <summary>Says where credentials were looked for, and what to do: without them anybody could use the routes of connectors.</summary>
    public static HubFailureException Missing(SecretFiles secrets) => new(
        $"the gateway's credentials, which guard the routes of HTTP connectors, are not there: neither {secrets.PathOf(User)} nor {secrets.PathOf(Password)} exists; "
        + "name the gateway's data directory with --data, or set basic_auth=true and secret_mount_path to the directory that holds both files");
}
