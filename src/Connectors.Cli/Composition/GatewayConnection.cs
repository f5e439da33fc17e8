using System.Net.Http.Headers;
using System.Text;
using Connectors.Gateway.Access;

namespace Connectors.Cli.Composition;

/// <summary>How a process of its own talks to its gateway.</summary>
internal static class GatewayConnection
{
    private const int LargestAnswer = 64 << 20;
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>A client for the gateway's own routes, without credentials in its headers.</summary>
    public static HttpClient Client(Uri gateway, TimeSpan timeout) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        ConnectTimeout = LongestConnect,
        PooledConnectionLifetime = ConnectionLifetime,
    })
    {
        BaseAddress = gateway,
        Timeout = timeout,
        MaxResponseContentBufferSize = LargestAnswer,
    };

    /// <summary>The credentials as a header; null when there are none.</summary>
    public static AuthenticationHeaderValue? Header(GatewayCredentials? credentials) => credentials is null
        ? null
        : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.User}:{credentials.Password}")));
}
