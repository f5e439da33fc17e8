using Connectors.Cli.Commands;
using Connectors.Cli.Data;
using Connectors.Gateway.Access;

namespace Connectors.Cli.Composition;

/// <summary>
/// The credentials with which a process of its own reaches its gateway: the files that OpenFaaS mounts (<c>basic_auth=true</c>,
/// <c>secret_mount_path</c>), else those of a hub's data directory, else none.
/// </summary>
/// <param name="Credentials">Null when there are none.</param>
/// <param name="Directory">Where they are, or were looked for.</param>
internal sealed record GatewayLogin(GatewayCredentials? Credentials, string Directory)
{
    private const string User = Data.Credentials.UserName;
    private const string Password = Data.Credentials.PasswordName;

    /// <summary>What to say of a gateway that does not let us in: as whom, from where. A remedy is to follow.</summary>
    public string Refused => Credentials is { } who
        ? $"it does not take the user '{who.User}' with the password that {Path.Combine(Directory, Password)} holds"
        : $"it asks for credentials, and there are none in {Directory}";

    /// <summary>The same with what mends it where a process runs beside its gateway.</summary>
    public string RefusedApart =>
        $"{Refused}; copy {User} and {Password} there from secrets/ of the gateway's data directory, or name another directory with --data, and start again";

    /// <exception cref="DataDirectoryException">Mounted credentials are asked for and cannot be read, or half of them is missing.</exception>
    public static GatewayLogin Find(SecretFiles secrets, Func<string, string?> variable)
    {
        if (MountedCredentials.Find(variable) is { } mounted)
            return new GatewayLogin(new GatewayCredentials(mounted.User, mounted.Password), Path.GetDirectoryName(mounted.PasswordFile)!);
        var are = File.Exists(secrets.PathOf(User)) || File.Exists(secrets.PathOf(Password));
        return new GatewayLogin(
            are ? new GatewayCredentials(MountedCredentials.Read(secrets.PathOf(User)), MountedCredentials.Read(secrets.PathOf(Password))) : null,
            Path.GetDirectoryName(secrets.PathOf(User))!);
    }

    /// <summary>Says where credentials were looked for, and what to do: without them anybody could use the routes of connectors.</summary>
    public static HubFailureException Missing(SecretFiles secrets) => new(
        $"the gateway's credentials, which guard the routes of HTTP connectors, are not there: neither {secrets.PathOf(User)} nor {secrets.PathOf(Password)} exists; "
        + "name the gateway's data directory with --data, or set basic_auth=true and secret_mount_path to the directory that holds both files");
}
