namespace Connectors.Cli.Data;

/// <summary>Credentials as OpenFaaS' components get them: <c>basic_auth=true</c>, and two files where <c>secret_mount_path</c> says.</summary>
internal static class MountedCredentials
{
    private const string DefaultMount = "/run/secrets/";

    /// <summary>Those of the environment; null when it asks for none.</summary>
    /// <exception cref="MissingSecretException">They are asked for, and a file cannot be read or is empty.</exception>
    public static Credentials? Find(Func<string, string?> variable)
    {
        if (variable("basic_auth") is not "true")
            return null;
        var mount = variable("secret_mount_path") is { Length: > 0 } path ? path : DefaultMount;
        var (user, password) = (Path.Combine(mount, Credentials.UserName), Path.Combine(mount, Credentials.PasswordName));
        return new Credentials(Read(user), Read(password), user, password);
    }

    /// <summary>One of the two files, without surrounding blanks.</summary>
    /// <exception cref="MissingSecretException">It cannot be read or is empty.</exception>
    public static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } text ? text : throw Fault(file, "is empty", null);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw Fault(file, $"cannot be read: {cause.Message}", cause);
        }
    }

    private static MissingSecretException Fault(string file, string what, Exception? cause) =>
        new($"{file} must hold the gateway's credentials and {what}; write them there, or say where they are by basic_auth=true and secret_mount_path", cause);
}
