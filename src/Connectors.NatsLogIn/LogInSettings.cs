using NATS.Client.Core;

namespace Connectors.NatsLogIn;

/// <summary>
/// Which server a process uses, and who it is to it: what the settings of one section say. The queue and the connector for NATS have a
/// section each; what is wrong is told by the names of that section, and never by what a file holds.
/// </summary>
/// <param name="Section">Its name: <c>queue</c>, <c>nats</c>.</param>
/// <param name="Url">One address, or several of a cluster separated by commas. One may hold a name and a password, which are never shown.</param>
public sealed record LogInSettings(string Section, string Url)
{
    /// <summary>How the address is given beside the setting, for sentences: <c>--nats</c>; null: only so.</summary>
    public string? Flag { get; init; }

    /// <summary>The user's name, with <see cref="PasswordFile"/>.</summary>
    public string? User { get; init; }

    /// <summary>A file with the user's password.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>A file with a user's JWT and seed.</summary>
    public string? CredsFile { get; init; }

    /// <summary>A file with a user's nkey seed.</summary>
    public string? NkeyFile { get; init; }

    /// <summary>PEM: the authorities that are trusted; null: the system's.</summary>
    public string? TlsCaFile { get; init; }

    /// <summary>PEM: the client's certificate, with <see cref="TlsKeyFile"/>.</summary>
    public string? TlsCertFile { get; init; }

    /// <summary>PEM: the key of <see cref="TlsCertFile"/>.</summary>
    public string? TlsKeyFile { get; init; }

    /// <summary>The address as people know it: the setting, and its flag where there is one.</summary>
    public string Address => Flag is null ? $"{Section}.url" : $"{Section}.url ({Flag})";

    /// <summary>The addresses for people: without names and passwords.</summary>
    public string Shown => ServerAddresses.Shown(Url);

    /// <summary>What is wrong with single values; empty when nothing is. No file is looked at.</summary>
    public IEnumerable<string> Faults()
    {
        if ((User is null) != (PasswordFile is null))
            yield return $"{Section}.user and {Section}.password-file belong together; set both or neither.";
        if (new[] { User, CredsFile, NkeyFile }.Count(way => way is not null) > 1)
            yield return $"{Section}.user, {Section}.creds-file and {Section}.nkey-file are three ways to log in; set one.";
        if ((TlsCertFile is null) != (TlsKeyFile is null))
            yield return $"{Section}.tls-cert-file and {Section}.tls-key-file belong together; set both or neither.";
    }

    /// <summary>The client's options with address, log-in and certificates. Files are read and looked through now, so that a wrong one is named.</summary>
    /// <param name="options">Everything else.</param>
    /// <exception cref="LogInException">An address is none, or a file cannot be read or holds something else.</exception>
    public NatsOpts ApplyTo(NatsOpts options) => options with
    {
        Url = ServerAddresses.Read(this),
        AuthOpts = LogInFiles.Read(this),
        TlsOpts = TlsFiles.Read(this),
    };

    internal SettingFile File(string setting, string path) => new($"{Section}.{setting}", path);
}
