using System.Buffers;
using System.Globalization;
using System.Text;
using Connectors.Gateway.Bodies;

namespace Connectors.Gateway.Invocations.Duplex;

/// <summary>A request body on the wire: each piece goes out at once, as it is or as a chunk. One writer.</summary>
internal sealed class FramedBody(Stream wire, bool chunked) : LeavingStream
{
    // The length in hexadecimal and two line ends.
    private const int FrameBytes = 16;

    /// <summary>True when the other side would not take it.</summary>
    public bool IsRefused { get; private set; }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // An empty chunk would be the end.
        if (buffer.IsEmpty)
            return;
        if (!chunked)
        {
            await SendAsync(buffer, cancellationToken);
            return;
        }
        var chunk = ArrayPool<byte>.Shared.Rent(buffer.Length + FrameBytes);
        try
        {
            await SendAsync(chunk.AsMemory(0, Frame(buffer.Span, chunk)), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    /// <summary>Ends a chunked body, with its trailers.</summary>
    public async ValueTask EndAsync(string trailers, CancellationToken cancellationToken)
    {
        if (chunked)
            await SendAsync(Encoding.Latin1.GetBytes($"0\r\n{trailers}\r\n"), cancellationToken);
    }

    private static int Frame(ReadOnlySpan<byte> piece, Span<byte> chunk)
    {
        piece.Length.TryFormat(chunk, out var at, "x", CultureInfo.InvariantCulture);
        "\r\n"u8.CopyTo(chunk[at..]);
        piece.CopyTo(chunk[(at + 2)..]);
        at += 2 + piece.Length;
        "\r\n"u8.CopyTo(chunk[at..]);
        return at + 2;
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await wire.WriteAsync(bytes, cancellationToken);
        }
        catch (IOException)
        {
            IsRefused = true;
            throw;
        }
    }
}
