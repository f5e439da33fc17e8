using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Connectors.Gateway.Tls;

/// <summary>The certificate with which the gateway speaks TLS, as its files hold it now; while they cannot be used the last good one stays in force. Thread-safe.</summary>
public sealed class GatewayTls
{
    private const string Certificate = "gateway.tls-certificate";
    private const string Key = "gateway.tls-key";
    private readonly GatewaySettings settings;
    private volatile SslServerAuthenticationOptions current;
    private volatile string? fault;
    private string seen;
    private string? candidate;

    private GatewayTls(GatewaySettings settings)
    {
        this.settings = settings;
        var (pem, key) = Read(settings);
        (current, seen) = (Options(settings, pem, key), Digest(pem, key));
    }

    /// <summary>Why the certificate in force is older than its files; null when it is not.</summary>
    public string? Fault => fault;

    /// <summary>Until when the certificate in force is valid.</summary>
    internal DateTimeOffset ValidUntil => current.ServerCertificateContext!.TargetCertificate.NotAfter;

    /// <summary>Where the certificate is.</summary>
    internal string File => settings.TlsCertificate;

    /// <summary>What is wrong with the files that the settings name, one sentence each; nothing when they name none.</summary>
    /// <param name="settings">With absolute paths.</param>
    public static IEnumerable<string> Faults(GatewaySettings settings)
    {
        if (settings.TlsCertificate.Length == 0 || settings.TlsKey.Length == 0)
            yield break;
        string? wrong = null;
        try
        {
            _ = new GatewayTls(settings);
        }
        catch (IOException unusable)
        {
            wrong = unusable.Message;
        }
        if (wrong is not null)
            yield return wrong;
    }

    /// <summary>The certificate that the settings name; null when they name none.</summary>
    /// <param name="settings">Valid, with absolute paths.</param>
    /// <exception cref="IOException">A file cannot be used; the message says which setting, which file and what to do.</exception>
    public static GatewayTls? Open(GatewaySettings settings) => settings.TlsCertificate.Length == 0 ? null : new GatewayTls(settings);

    /// <summary>What Kestrel asks at every handshake.</summary>
    internal TlsHandshakeCallbackOptions Handshake => new() { OnConnection = _ => new(current) };

    /// <summary>Reads the files again. Two files change one after the other: what is new is used once it has been read twice in the same way.</summary>
    /// <returns>True when another certificate is in force from now on. One reader at a time.</returns>
    internal bool Refresh()
    {
        try
        {
            var (pem, key) = Read(settings);
            var digest = Digest(pem, key);
            if (digest == seen)
            {
                (fault, candidate) = (null, null);
                return false;
            }
            if (digest != candidate)
            {
                candidate = digest;
                return false;
            }
            current = Options(settings, pem, key);
            (fault, candidate, seen) = (null, null, digest);
            return true;
        }
        catch (IOException unusable)
        {
            fault = unusable.Message;
            return false;
        }
    }

    private static (string Pem, string Key) Read(GatewaySettings settings) => (Text(Certificate, settings.TlsCertificate), Text(Key, settings.TlsKey));

    private static string Text(string setting, string file)
    {
        try
        {
            return System.IO.File.ReadAllText(file);
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{setting} {file} cannot be read: {unread.Message}; write it there in PEM form", unread);
        }
    }

    private static string Digest(string pem, string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{pem}\0{key}")));

    private static SslServerAuthenticationOptions Options(GatewaySettings settings, string pem, string key)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(pem);
        }
        catch (CryptographicException unread)
        {
            throw new IOException($"{Certificate} {settings.TlsCertificate} holds a certificate that cannot be read; write it there in PEM form", unread);
        }
        if (all.Count == 0)
            throw new IOException($"{Certificate} {settings.TlsCertificate} holds no certificate; write it there in PEM form, which begins with -----BEGIN CERTIFICATE-----, those of its issuers after it");
        try
        {
            var own = X509Certificate2.CreateFromPem(pem, key);
            return new SslServerAuthenticationOptions
            {
                // Offline: nothing is fetched from where a certificate says its issuer is.
                ServerCertificateContext = SslStreamCertificateContext.Create(own, all, offline: true),
                ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
            };
        }
        catch (Exception unfit) when (unfit is CryptographicException or ArgumentException)
        {
            throw new IOException($"{Key} {settings.TlsKey} holds no key of the certificate in {settings.TlsCertificate}; write the unencrypted PEM key that belongs to it", unfit);
        }
    }
}
