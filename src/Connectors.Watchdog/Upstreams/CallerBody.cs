using System.Buffers;
using System.IO.Pipelines;
using Connectors.Watchdog.Serving;
using Microsoft.AspNetCore.Http;

namespace Connectors.Watchdog.Upstreams;

/// <summary>The caller's body as long as its call lasts; what is wrong with it ends the call. One reader.</summary>
internal sealed class CallerBody(HttpRequest request, TimeSpan readTimeout, TimeProvider time, CallLimits limits)
{
    // More is worth a packet of its own.
    private const int Small = 16 * 1024;
    private readonly TimedBody body = new(request.Body, readTimeout, time);

    /// <summary>Takes the whole body if it is small and has arrived; false: nothing is taken.</summary>
    /// <exception cref="IOException">The body cannot be had; <see cref="CallLimits.Stopped"/> says why.</exception>
    public bool TryTakeWhole(long? length, IBufferWriter<byte> into)
    {
        if (length is not (> 0 and <= Small))
            return false;
        try
        {
            return TryTake(request.BodyReader, length.Value, into);
        }
        catch (BadHttpRequestException)
        {
            limits.Stop(StopReason.BodyBroken);
            throw;
        }
    }

    /// <summary>Reads some bytes; 0 at the end.</summary>
    /// <exception cref="IOException">The body cannot be had; <see cref="CallLimits.Stopped"/> says why.</exception>
    /// <exception cref="OperationCanceledException">The call has ended.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        try
        {
            return await body.ReadAsync(buffer, limits.Token);
        }
        catch (TimeoutException late)
        {
            limits.Stop(StopReason.BodyStalled);
            throw new IOException(late.Message, late);
        }
        catch (BadHttpRequestException)
        {
            limits.Stop(StopReason.BodyBroken);
            throw;
        }
    }

    private static bool TryTake(PipeReader reader, long length, IBufferWriter<byte> into)
    {
        if (!reader.TryRead(out var result))
            return false;
        if (result.Buffer.Length != length)
        {
            reader.AdvanceTo(result.Buffer.Start);
            return false;
        }
        foreach (var piece in result.Buffer)
            into.Write(piece.Span);
        reader.AdvanceTo(result.Buffer.End);
        return true;
    }
}
