using Connectors.Cli.Data;

namespace Connectors.Cli.Composition;

/// <summary>
/// Where the gateway's credentials are: the files that OpenFaaS mounts (<c>basic_auth=true</c>, <c>secret_mount_path</c>), else those of a
/// hub's data directory.
/// </summary>
internal static class GatewayLogin
{
    private const string User = Credentials.UserName;
    private const string Password = Credentials.PasswordName;

    /// <summary>What to say of a gateway that does not let us in: as whom, from where. A remedy is to follow.</summary>
    public static string Refused(Credentials? who, SecretFiles secrets) => who is not null
        ? $"it does not take the user '{who.User}' with the password that {who.PasswordFile} holds"
        : $"it asks for credentials, and there are none in {Path.GetDirectoryName(secrets.PathOf(User))}";

    /// <summary>The same with what mends it where a process runs beside its gateway.</summary>
    public static string RefusedApart(Credentials? who, SecretFiles secrets) =>
        $"{Refused(who, secrets)}; copy {User} and {Password} there from secrets/ of the gateway's data directory (they are taken up at once), or start again with another directory named by --data";

    /// <summary>Those of a gateway or provider that runs here, which makes them when it first starts; null when it asks for none.</summary>
    /// <exception cref="DataDirectoryException">They cannot be read or stored.</exception>
    public static LiveCredentials? OfHub(SecretFiles secrets, Func<string, string?> variable, bool noAuth)
    {
        if (noAuth)
            return null;
        if (MountedCredentials.Find(variable) is null)
            _ = Credentials.Of(secrets);
        return OfClient(secrets, variable);
    }

    /// <summary>Those with which a process of its own reaches its gateway; there may be none, and they may come later.</summary>
    /// <exception cref="MissingSecretException">Mounted credentials are asked for and cannot be read, or half of them is missing.</exception>
    public static LiveCredentials OfClient(SecretFiles secrets, Func<string, string?> variable) => new(() => Find(secrets, variable));

    /// <summary>The credentials as they are now; null when there are none.</summary>
    /// <exception cref="MissingSecretException">Mounted credentials are asked for and cannot be read, or half of them is missing.</exception>
    public static Credentials? Find(SecretFiles secrets, Func<string, string?> variable)
    {
        if (MountedCredentials.Find(variable) is { } mounted)
            return mounted;
        var (user, password) = (secrets.PathOf(User), secrets.PathOf(Password));
        return File.Exists(user) || File.Exists(password)
            ? new Credentials(MountedCredentials.Read(user), MountedCredentials.Read(password), user, password)
            : null;
    }

    /// <summary>Says where credentials were looked for, and what to do: without them anybody could use the routes of connectors.</summary>
    public static MissingSecretException Missing(SecretFiles secrets) => new(
        $"the gateway's credentials, which guard the routes of HTTP connectors, are not there: neither {secrets.PathOf(User)} nor {secrets.PathOf(Password)} exists; "
        + "name the gateway's data directory with --data, or set basic_auth=true and secret_mount_path to the directory that holds both files");

    /// <summary>What a process without credentials should know of it.</summary>
    public static string Note(SecretFiles secrets) =>
        $"note: there are no credentials for the gateway (looked for {secrets.PathOf(User)} and {secrets.PathOf(Password)}), so it must ask for none; they are taken up when they come";
}
