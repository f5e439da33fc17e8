using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Connectors.Worker.Callbacks;

/// <summary>Whom callbacks trust where their target's address is https.</summary>
internal static class CallbackTrust
{
    /// <summary>How a target's certificate is checked against authorities of one's own; a wrong name stays wrong.</summary>
    /// <returns>Null: as the platform does.</returns>
    /// <exception cref="IOException">callback.ca-file cannot be read, or holds no certificate.</exception>
    public static X509ChainPolicy? Of(CallbackSettings settings)
    {
        if (settings.CaFile.Length == 0)
            return null;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(settings.CaFile);
        }
        catch (Exception unread) when (unread is UnauthorizedAccessException or CryptographicException)
        {
            throw new IOException(unread.Message, unread);
        }
        return policy.CustomTrustStore.Count > 0 ? policy : throw new IOException("it holds no certificate");
    }
}
