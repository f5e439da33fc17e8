using System.Net;
using Connectors.Core.Invocations;

namespace Connectors.Sdk.Apart;

/// <summary>The body of a call on its way; remembers when it was the body that could not be read, which is no fault of the gateway's.</summary>
internal sealed class CallContent(InvocationBody body) : HttpContent
{
    private const int BufferBytes = 64 << 10;

    /// <summary>What reading the body threw; null when nothing has.</summary>
    public Exception? Fault { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (body.TryGetMemory(out var bytes))
        {
            await stream.WriteAsync(bytes, cancellationToken);
            return;
        }
        await using var source = await WatchAsync(() => body.OpenReadAsync(cancellationToken));
        var buffer = new byte[BufferBytes];
        while (await WatchAsync(() => source.ReadAsync(buffer, cancellationToken)) is > 0 and var count)
            await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length ?? 0;
        return body.Length is not null;
    }

    private async ValueTask<T> WatchAsync<T>(Func<ValueTask<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Fault = exception;
            throw;
        }
    }
}
