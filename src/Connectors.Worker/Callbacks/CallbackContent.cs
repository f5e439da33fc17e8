using System.Net;
using Connectors.Core.Invocations;

namespace Connectors.Worker.Callbacks;

/// <summary>The body of a callback, streamed from wherever the queue keeps it.</summary>
internal sealed class CallbackContent(InvocationBody body) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (body.TryGetMemory(out var bytes))
        {
            await stream.WriteAsync(bytes, cancellationToken);
            return;
        }
        await using var source = await body.OpenReadAsync(cancellationToken);
        await source.CopyToAsync(stream, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length ?? 0;
        return body.Length is not null;
    }
}
