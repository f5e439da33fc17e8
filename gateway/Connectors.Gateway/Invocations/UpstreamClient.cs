using System.Net;
using System.Text;
using Connectors.Core.Invocations;
using Connectors.Gateway.Invocations.Duplex;

namespace Connectors.Gateway.Invocations;

/// <summary>
/// The one HTTP client towards functions: pooled connections, and nothing between caller and function (no proxy, redirects, cookies,
/// decompression or trace headers of its own). Header values pass byte for byte. Thread-safe.
/// </summary>
internal sealed class UpstreamClient : IDisposable
{
    private static readonly TimeSpan longestConnect = TimeSpan.FromSeconds(10);

    // Less than most servers keep them: a call that meets the end of its connection is not sent again.
    private static readonly TimeSpan longestUnused = TimeSpan.FromSeconds(3);

    public UpstreamClient(GatewaySettings settings, TimeProvider time)
    {
        var connectTimeout = settings.UpstreamTimeout < longestConnect ? settings.UpstreamTimeout : longestConnect;
        var pooled = Pooled(connectTimeout);
        Whole = new HttpMessageInvoker(pooled, disposeHandler: false);
        Invoker = new HttpMessageInvoker(new DuplexHandler(new FlushingHandler(new OnceHandler(pooled)), connectTimeout, time));
    }

    /// <summary>For requests that are whole already and made to be sent once, by the same connections: nothing need be flushed, and no answer can come before its request has ended.</summary>
    public HttpMessageInvoker Whole { get; }

    /// <summary>Sends; the answer's body is not buffered.</summary>
    public HttpMessageInvoker Invoker { get; }

    public void Dispose()
    {
        Whole.Dispose();
        Invoker.Dispose();
    }

    private static SocketsHttpHandler Pooled(TimeSpan connectTimeout) => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = connectTimeout,
        PooledConnectionIdleTimeout = longestUnused,
        EnableMultipleHttp2Connections = true,
        RequestHeaderEncodingSelector = OnceMessage.HeaderEncoding,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
    };
}
