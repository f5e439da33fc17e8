namespace Connectors.TestServers.Registries;

/// <summary>Whom a registry lets in.</summary>
public abstract record RegistryAccess
{
    internal abstract string Configuration(string passwords);

    /// <summary>Who knows the password.</summary>
    public sealed record ByPassword : RegistryAccess
    {
        internal override string Configuration(string passwords) => $"auth: {{ htpasswd: {{ realm: test, path: \"{passwords}\" }} }}";
    }

    /// <summary>Who has a token of this server.</summary>
    public sealed record ByToken(TokenIssuer Issuer) : RegistryAccess
    {
        internal override string Configuration(string passwords) =>
            $"auth: {{ token: {{ realm: \"{Issuer.Realm}\", service: {TokenIssuer.Service}, issuer: {TokenIssuer.Name}, rootcertbundle: \"{Issuer.CertificatePath}\" }} }}";
    }
}
