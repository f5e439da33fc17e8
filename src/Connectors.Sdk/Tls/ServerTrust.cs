using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Connectors.Sdk.Tls;

/// <summary>Whether a server's certificate is trusted: by the authorities of a file, or by the system's. For connectors whose clients ask; thread-safe.</summary>
/// <param name="authorities">Null: the system's.</param>
public sealed class ServerTrust(X509Certificate2Collection? authorities)
{
    /// <summary>The certificates in a file in PEM form.</summary>
    /// <param name="file">Its path.</param>
    /// <exception cref="IOException">It cannot be read, or holds none.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="CryptographicException">What it holds is no certificate.</exception>
    public static X509Certificate2Collection Authorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities.Count > 0 ? authorities : throw new IOException($"{file} holds no certificate");
    }

    /// <summary>Answers a client's question about the certificate that a server has shown.</summary>
    /// <param name="certificate">The server's; null: it has shown none.</param>
    /// <param name="errors">What the platform finds wrong with it.</param>
    public bool Accepts(X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (authorities is null || errors == SslPolicyErrors.None)
            return errors == SslPolicyErrors.None;
        // The system does not know our authorities, which is why they are in a file; a wrong name stays wrong.
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(copy);
    }
}
