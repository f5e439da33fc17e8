using System.Buffers;
using System.Net;

namespace Connectors.Watchdog.Upstreams;

/// <summary>The caller's body on its way to the upstream, streamed.</summary>
internal sealed class ForwardedBody(CallerBody body, long? length, CallLimits limits) : HttpContent
{
    private const int ChunkSize = 32 * 1024;
    private Task sending = Task.CompletedTask;

    /// <summary>Completes, never in failure, when nothing is read from the caller any more.</summary>
    public async Task EndAsync() => await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, limits.Token);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => sending = SendAsync(stream);

    protected override bool TryComputeLength(out long known)
    {
        known = length ?? 0;
        return length is not null;
    }

    private async Task SendAsync(Stream upstream)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            int read;
            while ((read = await body.ReadAsync(buffer)) > 0)
            {
                await upstream.WriteAsync(buffer.AsMemory(0, read), limits.Token);
                await upstream.FlushAsync(limits.Token);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
