using System.Net;

namespace Connectors.Gateway.Invocations.Duplex;

/// <summary>
/// Lets an answer begin before its request has ended. The client reads no answer over HTTP/1.1 until all of the request is sent: a
/// function that answers while it reads would stop as soon as the buffers between both are full, and an early refusal would be lost.
/// Requests that do not surely fit into those buffers, or wait for leave to send their body, go by a connection of their own.
/// </summary>
internal sealed class DuplexHandler(HttpMessageHandler inner, TimeSpan connectTimeout, TimeProvider time) : DelegatingHandler(inner)
{
    // What every socket takes in without being read.
    private const long FitsBuffers = 64 << 10;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        IsWanted(request) ? DuplexCall.SendAsync(request, connectTimeout, time, cancellationToken) : base.SendAsync(request, cancellationToken);

    private static bool IsWanted(HttpRequestMessage request) =>
        // Under TLS the bytes on the wire are not the request's.
        request is { Content: { } content, Version: var version, RequestUri.Scheme: "http" } && version == HttpVersion.Version11
        && (request.Headers.NonValidated.Contains("Expect") || content.Headers.ContentLength is not (>= 0 and <= FitsBuffers));
}
