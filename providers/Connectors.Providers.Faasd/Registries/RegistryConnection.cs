using System.Net.Security;
using Connectors.Providers.Faasd.Registries.Access;
using Connectors.Providers.Faasd.Registries.Transfer;

namespace Connectors.Providers.Faasd.Registries;

/// <summary>Everything that is needed to ask registries.</summary>
internal sealed class RegistryConnection : IDisposable
{
    private readonly RegistryHttp http;

    /// <param name="options">How.</param>
    /// <param name="time">Whose clock.</param>
    /// <param name="tls">Whom to trust; null: whom the system trusts.</param>
    public RegistryConnection(RegistryOptions options, TimeProvider time, SslClientAuthenticationOptions? tls = null)
    {
        http = new RegistryHttp(options, time, tls);
        Client = new RegistryClient(http, new RegistryLogIn(new DockerConfig(options.DockerConfigPath), new TokenServer(http, time), time));
    }

    public RegistryClient Client { get; }

    public void Dispose() => http.Dispose();
}
