using System.Security.Authentication;
using NATS.Client.Core;

namespace Connectors.NatsLogIn;

/// <summary>Says why a server does not let a process in, by the settings that decide it.</summary>
public static class LogInRefusal
{
    /// <summary>The sentence; null when the log-in is not why.</summary>
    /// <param name="settings">What was tried.</param>
    /// <param name="known">What the server has told of itself; null when it told nothing.</param>
    /// <param name="exception">What the client threw.</param>
    public static string? Sentence(LogInSettings settings, INatsServerInfo? known, Exception exception)
    {
        var causes = Causes(exception).ToArray();
        var server = $"The NATS server at {settings.Shown}";
        if (causes.OfType<NatsServerException>().FirstOrDefault() is { } refused)
            return $"{server} refuses the log-in ({refused.Error}); {WayIn(settings)}.";
        if (causes.OfType<AuthenticationException>().FirstOrDefault() is { } untrusted)
            return $"{server} shows a certificate that is not accepted ({OneLine(untrusted)}); {Trust(settings)}, and write the host in {settings.Section}.url as the certificate names it.";
        if (causes.Any(cause => cause is NatsException && cause.Message.Contains("does not support TLS", StringComparison.Ordinal)))
            return $"{server} has no TLS, which {settings.Section}.url (tls://) or the files of {settings.Section}.tls-… demand; give the server a certificate, or write nats:// and take those settings out.";
        if (known is { TlsVerify: true } && causes.Any(cause => cause is IOException))
            return $"{server} wants a client's certificate and {(settings.TlsCertFile is { } shown ? $"does not accept {shown}" : "was shown none")}; name one that its authority has signed in {settings.Section}.tls-cert-file, and its key in {settings.Section}.tls-key-file.";
        return null;
    }

    private static string WayIn(LogInSettings settings) => settings switch
    {
        { CredsFile: { } path } => $"check {settings.Section}.creds-file ({path}) against the server's operator and accounts",
        { NkeyFile: { } path } => $"check {settings.Section}.nkey-file ({path}) against the server's users",
        { User: { } user, PasswordFile: { } path } => $"check {settings.Section}.user ({user}) and {settings.Section}.password-file ({path}) against the server's users",
        _ when ServerAddresses.HoldLogIn(settings.Url) => $"check the name and password in {settings.Section}.url against the server's users",
        _ => $"say who logs in by {settings.Section}.user with {settings.Section}.password-file, {settings.Section}.nkey-file or {settings.Section}.creds-file",
    };

    private static string Trust(LogInSettings settings) => settings.TlsCaFile is { } path
        ? $"check that {settings.Section}.tls-ca-file ({path}) holds the authority that signed it"
        : $"name the authority that signed it in {settings.Section}.tls-ca-file";

    private static string OneLine(Exception exception) => exception.Message.ReplaceLineEndings(" ").TrimEnd('.');

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
            yield return cause;
    }
}
