using System.Buffers;
using System.Globalization;
using Connectors.Core.Invocations;
using Connectors.Core.Units;

namespace Connectors.Worker.Invocations;

/// <summary>
/// A function's answer on its way into the queue. It is read to its end first, up to 1 MiB into memory and what is larger into a
/// temporary file, so that its storing can be tried again and its duration is known. Where there is no room for that file it streams,
/// and once its reading has begun it can be stored that one time only.
/// </summary>
internal static class ResultBody
{
    private const int InMemory = 1 << 20;
    private const int Chunk = 4 << 10;
    private const int SpoolChunk = 128 << 10;

    /// <param name="reply">The answer.</param>
    /// <param name="limit">More is refused.</param>
    /// <param name="spool">Where a large one goes; the result lives as long as it does.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    /// <exception cref="IOException">The function broke off, or answers more than the limit.</exception>
    public static async ValueTask<InvocationBody> ReadAsync(InvokerReply reply, ByteSize limit, ResultSpool spool, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(reply.Body, Stream.Null))
            return InvocationBody.Empty;
        var head = new ArrayBufferWriter<byte>(FirstChunk(reply));
        while (head.WrittenCount < InMemory)
        {
            var count = await reply.Body.ReadAsync(head.GetMemory(1), cancellationToken);
            if (count == 0)
                return InvocationBody.FromMemory(head.WrittenMemory);
            head.Advance(count);
            if (head.WrittenCount > limit.Bytes)
                throw new ResultTooLargeException(limit);
        }
        return await spool.TryAppendAsync(head.WrittenMemory, cancellationToken)
            ? await SpoolRestAsync(reply.Body, limit, spool, cancellationToken)
            : Arriving.From(spool, head.WrittenMemory, reply.Body, limit);
    }

    // One byte more than is announced shows the end without another buffer.
    private static int FirstChunk(InvokerReply reply) =>
        int.TryParse(reply.Headers.First("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length < InMemory ? length + 1 : Chunk;

    /// <summary>Whether a body that was handed to the queue may be handed over again.</summary>
    public static bool IsRepeatable(InvocationBody body) => body is not Arriving { Touched: true };

    private static async ValueTask<InvocationBody> SpoolRestAsync(Stream rest, ByteSize limit, ResultSpool spool, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(SpoolChunk);
        try
        {
            for (int count; (count = await rest.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                if (spool.Length + count > limit.Bytes)
                    throw new ResultTooLargeException(limit);
                if (!await spool.TryAppendAsync(buffer.AsMemory(0, count), cancellationToken))
                    return Arriving.From(spool, buffer.AsMemory(0, count), rest, limit);
            }
            return new Spooled(spool);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private sealed class Spooled(ResultSpool spool) : InvocationBody
    {
        public override long? Length => spool.Length;

        public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) => new(spool.OpenRead());
    }

    private sealed class Arriving(ArrivingResult stream) : InvocationBody
    {
        public override long? Length => null;

        public override bool IsReplayable => false;

        public bool Touched => stream.Touched;

        public static Arriving From(ResultSpool spool, ReadOnlyMemory<byte> next, Stream rest, ByteSize limit) =>
            new(new ArrivingResult([spool.OpenRead(), new MemoryStream(next.ToArray(), writable: false), rest], limit));

        public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) =>
            stream.Touched
                ? throw new InvalidOperationException("The answer has been read in part already.")
                : new ValueTask<Stream>(stream);
    }
}
