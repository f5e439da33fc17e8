using Connectors.Cli.Data;

namespace Connectors.Cli.Faasd;

/// <summary>faasd's credentials, which lie beside its compose file: who has moved from there goes on logging in as before.</summary>
internal static class FaasdLogIn
{
    private const string Asked = "basic_auth";
    private const string Mount = "secret_mount_path";

    /// <summary>Where the password is, or will be once the hub has started.</summary>
    public static string PasswordFile(string data, string? compose) =>
        Path.Combine(Folder(compose) ?? Path.Combine(data, "secrets"), Credentials.PasswordName);

    /// <summary>The environment, as if it named faasd's credentials; where it names others, or there are none, as it is.</summary>
    public static Func<string, string?> Variable(Func<string, string?> environment, string? compose) =>
        Folder(compose) is not { } folder || !string.IsNullOrEmpty(environment(Asked)) ? environment : name => name switch
        {
            Asked => "true",
            Mount => folder,
            _ => environment(name),
        };

    private static string? Folder(string? compose)
    {
        if (compose is null)
            return null;
        var folder = Path.Combine(Path.GetDirectoryName(compose)!, "secrets");
        return File.Exists(Path.Combine(folder, Credentials.UserName)) && File.Exists(Path.Combine(folder, Credentials.PasswordName)) ? folder : null;
    }
}
