using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Connectors.Gateway.Invocations.Duplex;

/// <summary>
/// One call on a connection of its own. The client is given a request without a body, so that it reads the answer at once; what it
/// writes is replaced by the real request, whose body is sent beside the reading.
/// </summary>
internal static class DuplexCall
{
    public static async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, TimeSpan connectTimeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var isOpened = false;
        // Closed with the client's pool once the answer has been read or left; the pool itself is of no use after the answer's head.
        using var client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = connectTimeout,
            PooledConnectionLifetime = TimeSpan.Zero,
            ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
            ConnectCallback = async (context, cancellation) =>
            {
                // The client takes what it sends for a request that may be repeated.
                if (isOpened)
                    throw new BrokenOffException();
                var socket = await ConnectAsync(context.DnsEndPoint, cancellation);
                isOpened = true;
                return new DuplexConnection(socket, request, time);
            },
        });
        using var stand = new HttpRequestMessage(request.Method == HttpMethod.Head ? HttpMethod.Head : HttpMethod.Get, request.RequestUri)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var response = await client.SendAsync(stand, cancellationToken);
        response.RequestMessage = request;
        return response;
    }

    private static async ValueTask<Socket> ConnectAsync(DnsEndPoint endpoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
