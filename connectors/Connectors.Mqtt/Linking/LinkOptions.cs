using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Connectors.Sdk.Tls;
using MQTTnet;
using MQTTnet.Formatter;

namespace Connectors.Mqtt.Linking;

/// <summary>How the server is reached, read from settings and files anew for every connection, so that renewed certificates and passwords count.</summary>
internal static class LinkOptions
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private const int SocketBuffer = 64 << 10;

    /// <exception cref="LinkFilesException">A file cannot be used.</exception>
    public static MqttClientOptions Of(MqttSettings settings)
    {
        var address = MqttAddress.Of(settings.Url!);
        var options = new MqttClientOptions
        {
            ProtocolVersion = settings.SpeaksVersion5 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311,
            ClientId = settings.UsedClientId,
            CleanSession = !settings.KeepsSession,
            KeepAlivePeriod = settings.KeepAlive,
            Timeout = Patience,
            Credentials = Credentials(settings, address),
        };
        if (settings.SpeaksVersion5)
        {
            options.SessionExpiryInterval = (uint)Math.Min(settings.SessionExpiry.TotalSeconds, uint.MaxValue);
            options.ReceiveMaximum = (ushort)settings.MaxInflight;
        }
        var tls = address.IsSecure ? Tls(settings, address) : new MqttClientTlsOptions();
        options.ChannelOptions = address.WebSocket is { } socket
            ? new MqttClientWebSocketOptions { Uri = socket.AbsoluteUri, TlsOptions = tls }
            : new MqttClientTcpOptions { RemoteEndpoint = new DnsEndPoint(address.Host, address.Port), TlsOptions = tls, BufferSize = SocketBuffer, LingerState = new LingerOption(false, 0) };
        return options;
    }

    private static MqttClientCredentials? Credentials(MqttSettings settings, MqttAddress address)
    {
        if (string.IsNullOrEmpty(settings.User))
            return address.User is null ? null : new MqttClientCredentials(address.User, Encoding.UTF8.GetBytes(address.Password ?? ""));
        var password = string.IsNullOrEmpty(settings.PasswordFile)
            ? null
            : Read("mqtt.password-file", () => Encoding.UTF8.GetBytes(File.ReadAllText(settings.PasswordFile).TrimEnd('\r', '\n')));
        return new MqttClientCredentials(settings.User, password);
    }

    private static MqttClientTlsOptions Tls(MqttSettings settings, MqttAddress address)
    {
        var authorities = string.IsNullOrEmpty(settings.TlsCaFile) ? null : Read("mqtt.tls-ca-file", () => ServerTrust.Authorities(settings.TlsCaFile));
        var trust = new ServerTrust(authorities);
        var options = new MqttClientTlsOptions
        {
            UseTls = true,
            TargetHost = address.Host,
            RevocationMode = X509RevocationMode.NoCheck,
            CertificateValidationHandler = seen => trust.Accepts(seen.Certificate, seen.SslPolicyErrors),
        };
        if (!string.IsNullOrEmpty(settings.TlsCertFile))
        {
            var own = Read("mqtt.tls-cert-file or mqtt.tls-key-file", () => X509Certificate2.CreateFromPemFile(settings.TlsCertFile, settings.TlsKeyFile));
            options.ClientCertificatesProvider = new DefaultMqttCertificatesProvider([own]);
        }
        return options;
    }

    private static T Read<T>(string setting, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException or ArgumentException)
        {
            throw new LinkFilesException($"{setting} cannot be used: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}

/// <summary>A file that the settings name is not there or not what it should be; the sentence begins with the setting.</summary>
internal sealed class LinkFilesException(string message, Exception cause) : Exception(message, cause);
