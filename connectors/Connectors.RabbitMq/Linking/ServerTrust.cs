using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Connectors.RabbitMq.Linking;

/// <summary>Whether a server's certificate is trusted: by the authorities of a file, or by the system's.</summary>
internal sealed class ServerTrust(X509Certificate2Collection? authorities)
{
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
