namespace Connectors.Cli.Data;

/// <summary>Who may use the gateway's <c>/system</c> routes.</summary>
/// <param name="User">The user name.</param>
/// <param name="Password">The password.</param>
/// <param name="UserFile">The file that holds the user name.</param>
/// <param name="PasswordFile">The file that holds the password.</param>
internal sealed record Credentials(string User, string Password, string UserFile, string PasswordFile)
{
    /// <summary>The file of the user's name, as OpenFaaS calls it.</summary>
    public const string UserName = "basic-auth-user";

    /// <summary>The file of the password, as OpenFaaS calls it.</summary>
    public const string PasswordName = "basic-auth-password";

    /// <summary>Those of the hub, made when it first starts.</summary>
    /// <exception cref="DataDirectoryException">They cannot be read or stored.</exception>
    public static Credentials Of(SecretFiles secrets) =>
        new(secrets.GetOrCreate(UserName, () => "admin"), secrets.GetOrGenerate(PasswordName), secrets.PathOf(UserName), secrets.PathOf(PasswordName));

    /// <summary>Never shows the password.</summary>
    public override string ToString() => $"{User} ({PasswordFile})";
}
