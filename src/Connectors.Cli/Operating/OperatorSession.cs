using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Connectors.Cli.Commands;
using Connectors.Cli.Composition;
using Connectors.Cli.Data;

namespace Connectors.Cli.Operating;

/// <summary>What a command about queues works with: the gateway's API, and where to print how.</summary>
internal sealed class OperatorSession(QueueApi api, CommandSurroundings surroundings, bool json) : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(100);

    public QueueApi Api => api;

    public CommandSurroundings Surroundings => surroundings;

    /// <summary>True when JSON was asked for.</summary>
    public bool Json => json;

    public OperatorPrinter Printer { get; } = new(surroundings);

    /// <exception cref="OperatorFaultException">The flags contradict each other or cannot be read.</exception>
    /// <exception cref="DataDirectoryException">There are credentials that cannot be read.</exception>
    public static OperatorSession Open(ParseResult parsed, OperatorFlags flags, CommandSurroundings surroundings)
    {
        var gateway = Gateway(parsed.GetValue(flags.Gateway), surroundings);
        var (credentials, refused) = Credentials(parsed, flags, surroundings);
        var client = GatewayConnection.Client(gateway, RequestTimeout, Authorities(parsed, flags, surroundings));
        return new OperatorSession(new QueueApi(client, GatewayConnection.Header(credentials), refused), surroundings, parsed.GetValue(flags.Output) == "json");
    }

    public void Dispose() => api.Dispose();

    private static X509Certificate2Collection? Authorities(ParseResult parsed, OperatorFlags flags, CommandSurroundings surroundings)
    {
        if (parsed.GetValue(flags.CaFile) is not { } file)
            return null;
        try
        {
            return GatewayFiles.Authorities(Path.GetFullPath(file, surroundings.Folder)) is { Count: > 0 } all ? all : throw OperatorFaultException.Usage($"--ca-file: {file} holds no certificate in PEM form");
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw OperatorFaultException.Usage($"--ca-file: {file} cannot be read: {unread.Message}");
        }
    }

    private static Uri Gateway(string? given, CommandSurroundings surroundings)
    {
        var text = given ?? Variable("OPENFAAS_URL") ?? Variable("gateway_url") ?? GatewayAddress.Default;
        return GatewayAddress.TryParse(text, out var gateway) ? gateway : throw OperatorFaultException.Usage($"--gateway: {GatewayAddress.Fault(text)}");

        string? Variable(string name) => surroundings.Environment.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
    }

    // With what to say where they are not taken.
    private static (Data.Credentials? Credentials, string Refused) Credentials(ParseResult parsed, OperatorFlags flags, CommandSurroundings surroundings)
    {
        var (user, hasPassword) = (parsed.GetValue(flags.User), parsed.GetValue(flags.PasswordStdin));
        if (user is not null != hasPassword)
            throw OperatorFaultException.Usage("--user and --password-stdin go together; leave both out to use the credentials in the data directory");
        if (user is not null)
        {
            return surroundings.Input.ReadLine()?.Trim() is { Length: > 0 } password
                ? (new Data.Credentials(user, password, "--user", "--password-stdin"), $"it does not take the user '{user}' with that password; leave --user out to use the credentials in a data directory")
                : throw OperatorFaultException.Usage("--password-stdin: there is no password on standard input");
        }
        var data = Path.GetFullPath(parsed.GetValue(flags.Data) ?? DataDirectory.DefaultPath(), surroundings.Folder);
        var secrets = new SecretFiles(Path.Combine(data, "secrets"));
        var found = GatewayLogin.Find(secrets, surroundings.Environment.GetValueOrDefault);
        var remedy = parsed.GetValue(flags.Data) is null ? "name the hub's data directory with --data" : "--data must name the data directory of the hub that runs there";
        return (found, $"{GatewayLogin.Refused(found, secrets)}; {remedy}, or log in with --user and --password-stdin");
    }
}
