using System.Buffers;
using System.Globalization;
using Connectors.Watchdog.Serving;

namespace Connectors.Watchdog.Upstreams.Exchange;

/// <summary>
/// A request's body on its way to the upstream, while the answer may be coming already. What the upstream does not take of a caller's body is
/// read and dropped, because many callers take no answer before they have sent everything.
/// </summary>
/// <param name="connection">To the upstream.</param>
/// <param name="limits">Of the call.</param>
internal sealed class SentBody(UpstreamConnection connection, CallLimits limits)
{
    // Before a chunk comes its length in hexadecimal, and behind it the end of the line.
    private const int ChunkSize = 32 * 1024, Before = 10, Behind = 2;
    private bool isRefused;

    /// <summary>Whether all of it has been sent.</summary>
    public bool IsSent { get; private set; }

    /// <summary>Completes when nothing is read from the caller any more; what is wrong with the body ends the call and is not thrown.</summary>
    /// <param name="body">The caller's.</param>
    /// <param name="isChunked">It goes in chunks.</param>
    public async Task SendAsync(CallerBody body, bool isChunked)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Before + ChunkSize + Behind);
        try
        {
            int read;
            while ((read = await body.ReadAsync(buffer.AsMemory(Before, ChunkSize))) > 0)
                await SendAsync(isChunked ? Chunk(buffer, read) : buffer.AsMemory(Before, read));
            if (isChunked)
                await SendAsync("0\r\n\r\n"u8.ToArray());
            IsSent = !isRefused;
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            // The call has another reason to end by now, or gets this one.
            limits.Stop(StopReason.CallerGone);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Completes, never in failure, when no more of it is sent.</summary>
    public async Task SendAsync(HeldBody body)
    {
        try
        {
            await body.CopyToAsync(connection.Wire, limits.Token);
            IsSent = true;
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // What the upstream says to what it has counts; it shall not wait for the rest.
            connection.EndSending();
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (isRefused)
            return;
        try
        {
            await connection.Wire.WriteAsync(bytes, limits.Token);
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // What the upstream has answered, or has not, counts.
            isRefused = true;
        }
    }

    private static Memory<byte> Chunk(byte[] buffer, int count)
    {
        Span<byte> length = stackalloc byte[Before];
        count.TryFormat(length, out var digits, "x", CultureInfo.InvariantCulture);
        "\r\n"u8.CopyTo(length[digits..]);
        var start = Before - digits - 2;
        length[..(digits + 2)].CopyTo(buffer.AsSpan(start));
        "\r\n"u8.CopyTo(buffer.AsSpan(Before + count));
        return buffer.AsMemory(start, digits + 2 + count + Behind);
    }
}
