using Connectors.Core.Queues;
using NATS.Client.Core;

namespace Connectors.Queues.JetStream.Broker;

/// <summary>How the connection is made from the settings.</summary>
internal static class LinkOptions
{
    /// <exception cref="QueueStartException">A file that the settings name cannot be read.</exception>
    public static NatsOpts Of(string url, JetStreamQueueSettings settings) => NatsOpts.Default with
    {
        Url = url,
        Name = "connectors",
        AuthOpts = LogIn(settings),
        TlsOpts = Tls(settings),
        RequestReplyMode = NatsRequestReplyMode.Direct,
        RequestTimeout = TimeSpan.FromSeconds(5),
        ReconnectWaitMin = TimeSpan.FromMilliseconds(200),
        ReconnectWaitMax = TimeSpan.FromSeconds(5),
        ReconnectJitter = TimeSpan.FromMilliseconds(200),
        MaxReconnectRetry = -1,
        PingInterval = TimeSpan.FromSeconds(10),
        // Nothing that a consumer was sent may be dropped: the reading of the socket waits instead.
        SubPendingChannelFullMode = System.Threading.Channels.BoundedChannelFullMode.Wait,
    };

    private static NatsAuthOpts LogIn(JetStreamQueueSettings settings) => settings switch
    {
        { CredsFile: { } creds } => NatsAuthOpts.Default with { CredsFile = Readable("queue.creds-file", creds) },
        { NkeyFile: { } nkey } => NatsAuthOpts.Default with { NKeyFile = Readable("queue.nkey-file", nkey) },
        { User: { } user, PasswordFile: { } password } => NatsAuthOpts.Default with { Username = user, Password = Read("queue.password-file", password) },
        _ => NatsAuthOpts.Default,
    };

    private static NatsTlsOpts Tls(JetStreamQueueSettings settings) => NatsTlsOpts.Default with
    {
        CaFile = settings.TlsCaFile is { } ca ? Readable("queue.tls-ca-file", ca) : null,
        CertFile = settings.TlsCertFile is { } cert ? Readable("queue.tls-cert-file", cert) : null,
        KeyFile = settings.TlsKeyFile is { } key ? Readable("queue.tls-key-file", key) : null,
    };

    private static string Readable(string setting, string path)
    {
        Read(setting, path);
        return path;
    }

    private static string Read(string setting, string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new QueueStartException($"The file that {setting} names cannot be read: {exception.Message}", exception);
        }
    }
}
