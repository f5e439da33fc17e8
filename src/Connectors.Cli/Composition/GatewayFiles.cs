using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Connectors.Cli.Data;
using Connectors.Cli.Settings;
using Connectors.Gateway;

namespace Connectors.Cli.Composition;

/// <summary>The files that the gateway's settings name, their paths made absolute.</summary>
internal static class GatewayFiles
{
    /// <summary>What is wrong with them.</summary>
    public static IEnumerable<string> Faults(LoadedSettings settings)
    {
        // What is wrong with single values has been told; with them nobody could look at the files.
        if (!settings.IsSound(GatewaySettings.Section))
            return [];
        var gateway = Resolve(settings);
        // The record is looked at before the first start has made its data directory.
        if (System.IO.Path.GetDirectoryName(gateway.AuditFile) == settings.DataDirectory)
            DataDirectory.Make(settings.DataDirectory);
        return [.. GatewayRegistration.FileFaults(gateway), .. AuthorityFaults(gateway.CaFile)];
    }

    /// <summary>The authorities that clients of the gateway trust; null: those of the machine.</summary>
    public static X509Certificate2Collection? Authorities(string file)
    {
        if (file.Length == 0)
            return null;
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(file);
        return all;
    }

    private static GatewaySettings Resolve(LoadedSettings settings)
    {
        var gateway = settings.Get<GatewaySettings>();
        gateway.TlsCertificate = Path(gateway.TlsCertificate);
        gateway.TlsKey = Path(gateway.TlsKey);
        gateway.CaFile = Path(gateway.CaFile);
        gateway.AuditFile = Path(gateway.AuditFile);
        return gateway;

        string Path(string path) => path.Length == 0 ? path : settings.ResolvePath(path);
    }

    private static IEnumerable<string> AuthorityFaults(string file)
    {
        string? wrong = null;
        try
        {
            if (Authorities(file) is { Count: 0 })
                wrong = "holds no certificate";
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException or CryptographicException)
        {
            wrong = $"cannot be read: {unread.Message}";
        }
        if (wrong is not null)
            yield return $"gateway.ca-file {file} {wrong}; write certificates there in PEM form, which begin with -----BEGIN CERTIFICATE-----";
    }
}
