using System.Net;
using System.Net.Sockets;
using System.Text;
using Connectors.Core.Invocations;

namespace Connectors.Sdk.Apart;

/// <summary>
/// The HTTP client for calls of functions through a gateway: pooled connections and no clock of its own, because how long a function may
/// take is the gateway's to say. A gateway that vanishes without a word is found out by TCP keep-alive. Nothing comes between
/// (no proxy, redirects, cookies, decompression or trace headers), and header values pass byte for byte. Thread-safe.
/// </summary>
internal sealed class CallClient(GatewayAccess gateway) : IDisposable
{
    private const int SilentSeconds = 30;
    private const int ProbeSeconds = 10;
    private const int MostProbes = 3;

    /// <summary>Sends; the answer's body is not buffered.</summary>
    public HttpMessageInvoker Invoker { get; } = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        // A gateway that wakes a function takes the body when there is somebody to send it to.
        Expect100ContinueTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectCallback = ConnectAsync,
        SslOptions = { CertificateChainPolicy = GatewayAccess.ChainPolicy(gateway.Authorities) },
        RequestHeaderEncodingSelector = OnceMessage.HeaderEncoding,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
    });

    public void Dispose() => Invoker.Dispose();

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, SilentSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, MostProbes);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
