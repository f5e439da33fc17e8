using System.Globalization;

namespace Connectors.Watchdog.Upstreams.Exchange;

/// <summary>An answer's body as it comes. One reader.</summary>
/// <param name="connection">From which the head has been read.</param>
/// <param name="length">What is left of it; null: until the other side hangs up.</param>
/// <param name="chunked">It comes in chunks, and what is left is unknown.</param>
internal sealed class AnswerBody(UpstreamConnection connection, long? length, bool chunked)
{
    private const int MostDigits = 15;
    private readonly bool endsByHangingUp = length is null && !chunked;
    private long left = chunked ? 0 : length ?? long.MaxValue;
    private bool inChunks = chunked, hasBegun;
    private int taken;

    /// <summary>Whether it has been read to an end that it told itself, so that the connection may go on.</summary>
    public bool IsComplete => left == 0 && !inChunks;

    /// <summary>Whether all that is still to come has been received.</summary>
    public bool IsAtHand => !inChunks && left <= connection.Unused.Length;

    /// <summary>The next bytes, valid until the next call; empty at the end.</summary>
    /// <exception cref="IOException">It broke off or is malformed.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        connection.Use(taken);
        taken = 0;
        if (left == 0 && inChunks)
            await BeginChunkAsync(cancellationToken);
        if (left == 0)
            return default;
        if (connection.Unused.IsEmpty && !await connection.FillAsync(AnswerHead.Longest, cancellationToken))
            return endsByHangingUp ? default : throw new IOException("the answer broke off");
        var piece = connection.Unused;
        if (piece.Length > left)
            piece = piece[..(int)left];
        taken = piece.Length;
        if (!endsByHangingUp)
            left -= taken;
        return piece;
    }

    private async ValueTask BeginChunkAsync(CancellationToken cancellationToken)
    {
        if (hasBegun && await LineAsync(cancellationToken) != 0)
            throw new IOException("a chunk of the answer is longer than it said");
        hasBegun = true;
        var digits = await LineLengthAsync(cancellationToken);
        left = ChunkLength(connection.Unused.Span[..digits]);
        await LineAsync(cancellationToken);
        if (left > 0)
            return;

        // What is told behind the body is not passed on.
        for (var trailers = 0; await LineAsync(cancellationToken) is > 0 and var line;)
        {
            if ((trailers += line) > AnswerHead.Longest)
                throw new IOException("the answer does not end");
        }
        inChunks = false;
    }

    private static long ChunkLength(ReadOnlySpan<byte> line)
    {
        var end = line.IndexOfAny((byte)';', (byte)' ', (byte)'\t');
        var text = end < 0 ? line : line[..end];
        return text.Length is > 0 and <= MostDigits && long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length)
            ? length
            : throw new IOException("the length of a chunk of the answer is no number");
    }

    // Takes a line and tells its length without its end.
    private async ValueTask<int> LineAsync(CancellationToken cancellationToken)
    {
        var length = await LineLengthAsync(cancellationToken);
        connection.Use(connection.Unused.Span.IndexOf((byte)'\n') + 1);
        return length;
    }

    private async ValueTask<int> LineLengthAsync(CancellationToken cancellationToken)
    {
        int at;
        while ((at = connection.Unused.Span.IndexOf((byte)'\n')) < 0)
        {
            if (!await connection.FillAsync(AnswerHead.Longest, cancellationToken))
                throw new IOException("the answer broke off");
        }
        return at > 0 && connection.Unused.Span[at - 1] is (byte)'\r' ? at - 1 : at;
    }
}
