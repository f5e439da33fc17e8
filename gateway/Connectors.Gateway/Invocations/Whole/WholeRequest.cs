using System.Buffers;
using System.Net;
using Connectors.Core.Invocations;
using Connectors.Gateway.Invocations.Grpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using MinDataRate = Microsoft.AspNetCore.Server.Kestrel.Core.MinDataRate;

namespace Connectors.Gateway.Invocations.Whole;

/// <summary>
/// A request whose body is small and of a declared length, or that has none: it is taken whole before a replica sees any of it, so that it can go
/// to another one if the first does not take it.
/// </summary>
internal sealed class WholeRequest(HttpContext context, MinDataRate slowest) : IDisposable
{
    /// <summary>The largest body that is taken whole, in bytes.</summary>
    public const int MostBytes = 64 << 10;

    private byte[]? buffer;
    private int length;

    /// <summary>Whether a request is one. Others stream: the caller may wait for a part of the answer before it sends the rest.</summary>
    public static bool Is(HttpContext context)
    {
        var request = context.Request;
        var headers = request.Headers;
        if (headers.Expect.Count > 0 || headers.TE.Count > 0 || headers.Trailer.Count > 0 || ForwardingKinds.IsUpgrade(context) || GrpcCall.Is(request))
            return false;
        return !HasBody(context) || HttpProtocol.IsHttp11(request.Protocol) && request.ContentLength <= MostBytes;
    }

    /// <summary>Reads the body, once; nothing when it has been read. It does not stream, so it may not drip.</summary>
    /// <exception cref="BadHttpRequestException">The body stalled, broke off, is malformed or too large.</exception>
    public async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        if (buffer is not null || !HasBody(context))
            return;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = slowest;
        length = (int)context.Request.ContentLength!.Value;
        buffer = ArrayPool<byte>.Shared.Rent(length);
        await context.Request.Body.ReadExactlyAsync(buffer.AsMemory(0, length), cancellationToken);
    }

    /// <summary>What to send to a replica; each can be sent once.</summary>
    public OnceMessage Message(Uri address)
    {
        var message = new OnceMessage(HttpMethod.Parse(context.Request.Method), address)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = buffer is not null ? new ReadOnlyMemoryContent(buffer.AsMemory(0, length))
                : HeaderRules.AnnouncesBody(context.Request.Method) ? new ReadOnlyMemoryContent(default)
                : null,
        };
        foreach (var (name, values) in context.Request.Headers)
        {
            if (HeaderRules.IsFraming(name))
                continue;
            if (values.Count == 1)
                Add(message, name, values.ToString());
            else if (name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
                Add(message, name, string.Join("; ", values.ToArray()));
            else
                AddAll(message, name, values);
        }
        return message;
    }

    /// <summary>Call it when nothing reads the body any more.</summary>
    public void Dispose()
    {
        if (buffer is null)
            return;
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = null;
    }

    private static bool HasBody(HttpContext context) => context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != false;

    // What is said about content needs content, even an empty one.
    private static void Add(HttpRequestMessage message, string name, string value)
    {
        if (!message.Headers.TryAddWithoutValidation(name, value))
            (message.Content ??= new ReadOnlyMemoryContent(default)).Headers.TryAddWithoutValidation(name, value);
    }

    private static void AddAll(HttpRequestMessage message, string name, IEnumerable<string?> values)
    {
        if (!message.Headers.TryAddWithoutValidation(name, values))
            (message.Content ??= new ReadOnlyMemoryContent(default)).Headers.TryAddWithoutValidation(name, values);
    }
}
