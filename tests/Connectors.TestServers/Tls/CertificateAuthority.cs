using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Connectors.TestServers.Tls;

/// <summary>An authority of one test's own, whose certificates nobody else trusts. Everything it makes is PEM in its directory.</summary>
public sealed class CertificateAuthority : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);
    private readonly TempDirectory directory = new("tls");
    private readonly X509Certificate2 self;

    public CertificateAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        var now = TimeProvider.System.GetUtcNow();
        self = request.CreateSelfSigned(now - Life, now + Life);
        File.WriteAllText(Path, self.ExportCertificatePem());
    }

    /// <summary>The file with its certificate.</summary>
    public string Path => directory.Below("authority.pem");

    /// <summary>Makes a certificate, for a server or a client, that it has signed.</summary>
    /// <param name="name">The subject, and what the files are called.</param>
    /// <param name="addresses">What a server is reached by.</param>
    public CertificateFiles Issue(string name, params IPAddress[] addresses)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var reachedBy = new SubjectAlternativeNameBuilder();
        reachedBy.AddDnsName(name);
        foreach (var address in addresses)
            reachedBy.AddIpAddress(address);
        request.CertificateExtensions.Add(reachedBy.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var issued = request.Create(self, now - Life, now + Life / 2, RandomNumberGenerator.GetBytes(8));
        var files = new CertificateFiles(directory.Below(name + ".pem"), directory.Below(name + ".key"));
        File.WriteAllText(files.Certificate, issued.ExportCertificatePem());
        File.WriteAllText(files.Key, key.ExportPkcs8PrivateKeyPem());
        return files;
    }

    public void Dispose()
    {
        self.Dispose();
        directory.Dispose();
    }
}

/// <summary>Where a certificate and its key are.</summary>
public sealed record CertificateFiles(string Certificate, string Key);
