using System.Security.Cryptography;
using Connectors.Sdk.Tls;
using RabbitMQ.Client;

namespace Connectors.RabbitMq.Linking;

/// <summary>How the server is reached, read from settings and files anew for every connection, so that renewed passwords and authorities count.</summary>
internal static class LinkOptions
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // The most that a server may be told to take: the limit of events is ours to enforce, and a connection that ends at a large message ends at it for ever.
    private const uint LargestMessage = 512 << 20;

    /// <exception cref="LinkFilesException">A file cannot be used.</exception>
    public static ConnectionFactory Of(RabbitMqSettings settings)
    {
        var address = RabbitMqAddress.Of(settings.Url!);
        var factory = new ConnectionFactory
        {
            HostName = address.Host,
            Port = address.Port,
            VirtualHost = address.VirtualHost,
            ClientProvidedName = "connectors rabbitmq",
            // A connection that is lost is followed by another, whose queues are looked at anew.
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedConnectionTimeout = Patience,
            HandshakeContinuationTimeout = Patience,
            ContinuationTimeout = Patience,
            RequestedHeartbeat = Patience,
            MaxInboundMessageBodySize = LargestMessage,
        };
        if (string.IsNullOrEmpty(settings.User))
            (factory.UserName, factory.Password) = address.User is null ? (factory.UserName, factory.Password) : (address.User, address.Password ?? "");
        else
            (factory.UserName, factory.Password) = (settings.User, Password(settings.PasswordFile));
        if (address.IsSecure)
            factory.Ssl = Tls(settings, address);
        return factory;
    }

    private static string Password(string? file) =>
        string.IsNullOrEmpty(file) ? "" : Read("rabbitmq.password-file", () => File.ReadAllText(file).TrimEnd('\r', '\n'));

    private static SslOption Tls(RabbitMqSettings settings, RabbitMqAddress address)
    {
        var authorities = string.IsNullOrEmpty(settings.TlsCaFile) ? null : Read("rabbitmq.tls-ca-file", () => ServerTrust.Authorities(settings.TlsCaFile));
        var trust = new ServerTrust(authorities);
        return new SslOption
        {
            Enabled = true,
            ServerName = address.Host,
            CertificateValidationCallback = (_, certificate, _, errors) => trust.Accepts(certificate, errors),
        };
    }

    private static T Read<T>(string setting, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new LinkFilesException($"{setting} cannot be used: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
