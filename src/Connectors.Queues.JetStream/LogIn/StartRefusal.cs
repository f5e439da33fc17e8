using System.Security.Authentication;
using Connectors.Core.Queues;
using Connectors.Queues.JetStream.Broker;
using NATS.Client.Core;
using NATS.Client.JetStream;

namespace Connectors.Queues.JetStream.LogIn;

/// <summary>Says why the server cannot be used, by the settings that decide it.</summary>
internal static class StartRefusal
{
    public static QueueStartException Of(BrokerLink link, JetStreamQueueSettings settings, Exception exception)
    {
        var causes = Causes(exception).ToArray();
        return new(Sentence(link, settings, exception, causes), exception);
    }

    private static string Sentence(BrokerLink link, JetStreamQueueSettings settings, Exception exception, Exception[] causes)
    {
        var server = $"The NATS server at {link.Url}";
        if (causes.OfType<NatsServerException>().FirstOrDefault() is { } refused)
            return $"{server} refuses the log-in ({refused.Error}); {WayIn(link, settings)}.";
        if (causes.OfType<AuthenticationException>().FirstOrDefault() is { } untrusted)
            return $"{server} shows a certificate that is not accepted ({OneLine(untrusted)}); {Trust(settings)}, and write the host in queue.url as the certificate names it.";
        if (causes.Any(cause => cause is NatsException && cause.Message.Contains("does not support TLS", StringComparison.Ordinal)))
            return $"{server} has no TLS, which queue.url (tls://) or the files of queue.tls-… demand; give the server a certificate, or write nats:// and take those settings out.";
        if (link.Connection.ServerInfo is { TlsVerify: true } && causes.Any(cause => cause is IOException))
            return $"{server} wants a client's certificate and {(settings.TlsCertFile is { } shown ? $"does not accept {shown}" : "was shown none")}; name one that its authority has signed in queue.tls-cert-file, and its key in queue.tls-key-file.";
        if (causes.Any(cause => cause is NatsJSApiNoResponseException or NatsNoRespondersException))
            return $"{server} does not answer as JetStream; start it with JetStream (-js), and let the queue's user publish to $JS.API.> and subscribe to _INBOX.>.";
        if (link.Connection.ServerInfo is null)
            return $"No NATS server answers at {link.Url} ({OneLine(exception)}); start it, or correct queue.url (--nats).";
        return $"The queue cannot start on NATS at {link.Url} ({OneLine(exception)}); check queue.url (--nats), the log-in and that the server runs with JetStream (-js).";
    }

    private static string WayIn(BrokerLink link, JetStreamQueueSettings settings) => settings switch
    {
        { CredsFile: { } path } => $"check queue.creds-file ({path}) against the server's operator and accounts",
        { NkeyFile: { } path } => $"check queue.nkey-file ({path}) against the server's users",
        { User: { } user, PasswordFile: { } path } => $"check queue.user ({user}) and queue.password-file ({path}) against the server's users",
        _ when link.HasLogInAddress => "check the name and password in queue.url against the server's users",
        _ => "say who the queue is by queue.user with queue.password-file, queue.nkey-file or queue.creds-file",
    };

    private static string Trust(JetStreamQueueSettings settings) => settings.TlsCaFile is { } path
        ? $"check that queue.tls-ca-file ({path}) holds the authority that signed it"
        : "name the authority that signed it in queue.tls-ca-file";

    private static string OneLine(Exception exception) => exception.Message.ReplaceLineEndings(" ").TrimEnd('.');

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
            yield return cause;
    }
}
