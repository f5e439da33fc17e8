using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Connectors.Cli.Data;
using Connectors.Sdk.Apart;

namespace Connectors.Cli.Composition;

/// <summary>How a process of its own talks to its gateway.</summary>
internal static class GatewayConnection
{
    private const int LargestAnswer = 64 << 20;
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>A client for the gateway's own routes, without credentials in its headers.</summary>
    /// <param name="gateway">Its address.</param>
    /// <param name="timeout">Of a whole request.</param>
    /// <param name="authorities">Whom it trusts where the address is https; null: the machine's.</param>
    public static HttpClient Client(Uri gateway, TimeSpan timeout, X509Certificate2Collection? authorities = null) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        ConnectTimeout = LongestConnect,
        PooledConnectionLifetime = ConnectionLifetime,
        SslOptions = { CertificateChainPolicy = GatewayAccess.ChainPolicy(authorities) },
    })
    {
        BaseAddress = gateway,
        Timeout = timeout,
        MaxResponseContentBufferSize = LargestAnswer,
    };

    /// <summary>The credentials as a header; null when there are none.</summary>
    public static AuthenticationHeaderValue? Header(Credentials? credentials) => credentials is null
        ? null
        : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.User}:{credentials.Password}")));
}
