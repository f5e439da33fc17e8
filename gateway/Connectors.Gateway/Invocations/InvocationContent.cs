using System.Buffers;
using System.Net;
using Connectors.Core.Invocations;

namespace Connectors.Gateway.Invocations;

/// <summary>A queued body on its way to the function; every piece sent keeps the silence timer quiet.</summary>
internal sealed class InvocationContent(InvocationBody body, SilenceTimer silence) : HttpContent
{
    private const int BufferBytes = 64 << 10;

    /// <summary>What reading the body threw: a fault of its store, not of the function.</summary>
    public Exception? StoreFault { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (body.TryGetMemory(out var bytes))
        {
            await stream.WriteAsync(bytes, cancellationToken);
            silence.Touch();
            return;
        }
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var source = await OpenAsync(cancellationToken);
            while (await ReadAsync(source, buffer, cancellationToken) is > 0 and var count)
            {
                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                silence.Touch();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length ?? 0;
        return body.Length is not null;
    }

    private async ValueTask<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await body.OpenReadAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            StoreFault = exception;
            throw;
        }
    }

    private async ValueTask<int> ReadAsync(Stream source, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            StoreFault = exception;
            throw;
        }
    }
}
