using System.Net;
using System.Text;

namespace Connectors.Gateway.Invocations;

/// <summary>
/// The one HTTP client towards functions: pooled connections, and nothing between caller and function (no proxy, redirects, cookies,
/// decompression or trace headers of its own). Header values pass byte for byte. Thread-safe.
/// </summary>
internal sealed class UpstreamClient : IDisposable
{
    private static readonly TimeSpan longestConnect = TimeSpan.FromSeconds(10);

    public UpstreamClient(GatewaySettings settings) => Invoker = new HttpMessageInvoker(new FlushingHandler(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = settings.UpstreamTimeout < longestConnect ? settings.UpstreamTimeout : longestConnect,
        RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
    }));

    /// <summary>Sends; the answer's body is not buffered.</summary>
    public HttpMessageInvoker Invoker { get; }

    public void Dispose() => Invoker.Dispose();
}
