using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NATS.Client.Core;

namespace Connectors.NatsLogIn;

/// <summary>
/// The certificates of the connection. The client reads the files again at every connect, so that renewed ones count from the next on; here
/// they are looked through once, so that a wrong one is named at the start.
/// </summary>
internal static class TlsFiles
{
    /// <exception cref="LogInException">A file cannot be read, or holds something else.</exception>
    public static NatsTlsOpts Read(LogInSettings settings)
    {
        if (settings.TlsCaFile is { } authorities)
            CheckAuthorities(settings.File("tls-ca-file", authorities));
        if (settings is { TlsCertFile: { } certificate, TlsKeyFile: { } key })
            CheckPair(settings.File("tls-cert-file", certificate), settings.File("tls-key-file", key));
        return NatsTlsOpts.Default with { CaFile = settings.TlsCaFile, CertFile = settings.TlsCertFile, KeyFile = settings.TlsKeyFile };
    }

    private static void CheckAuthorities(SettingFile file)
    {
        var found = Certificates(file);
        foreach (var one in found)
            one.Dispose();
    }

    private static void CheckPair(SettingFile certificate, SettingFile key)
    {
        foreach (var one in Certificates(certificate))
            one.Dispose();
        var (shown, secret) = (certificate.Text(), key.Text());
        try
        {
            X509Certificate2.CreateFromPem(shown, secret).Dispose();
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw key.Wrong($"holds no key of the certificate in {certificate.Path}", $"write the unencrypted PEM key that belongs to {certificate.Setting}", exception);
        }
    }

    private static X509Certificate2Collection Certificates(SettingFile file)
    {
        const string Remedy = "write certificates there in PEM form, which begin with -----BEGIN CERTIFICATE-----";
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(file.Text());
        }
        catch (CryptographicException exception)
        {
            throw file.Wrong("holds a certificate that cannot be read", Remedy, exception);
        }
        return found.Count > 0 ? found : throw file.Wrong("holds no certificate", Remedy);
    }
}
