using System.Buffers;
using Connectors.Core.Invocations;
using Connectors.Core.Units;

namespace Connectors.Worker.Invocations;

/// <summary>
/// A function's answer on its way into the queue. It is read to its end first, up to 1 MiB into memory and what is larger into a
/// temporary file, so that its storing can be tried again and its duration is known.
/// </summary>
internal static class ResultBody
{
    private const int InMemory = 1 << 20;
    private const int Chunk = 16 << 10;
    private const int SpoolChunk = 128 << 10;

    /// <param name="reply">The answer.</param>
    /// <param name="limit">More is refused.</param>
    /// <param name="spool">Where a large one goes; the result lives as long as it does.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    /// <exception cref="IOException">The function broke off, answers more than the limit, or the answer cannot be spooled.</exception>
    public static async ValueTask<InvocationBody> ReadAsync(InvokerReply reply, ByteSize limit, ResultSpool spool, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(reply.Body, Stream.Null))
            return InvocationBody.Empty;
        var head = new ArrayBufferWriter<byte>();
        while (head.WrittenCount < InMemory)
        {
            var count = await reply.Body.ReadAsync(head.GetMemory(Chunk), cancellationToken);
            if (count == 0)
                return InvocationBody.FromMemory(head.WrittenMemory);
            head.Advance(count);
            if (head.WrittenCount > limit.Bytes)
                throw new ResultTooLargeException(limit);
        }
        await spool.AppendAsync(head.WrittenMemory, cancellationToken);
        await SpoolRestAsync(reply.Body, limit, spool, cancellationToken);
        return new Spooled(spool);
    }

    private static async ValueTask SpoolRestAsync(Stream rest, ByteSize limit, ResultSpool spool, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(SpoolChunk);
        try
        {
            for (int count; (count = await rest.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                if (spool.Length + count > limit.Bytes)
                    throw new ResultTooLargeException(limit);
                await spool.AppendAsync(buffer.AsMemory(0, count), cancellationToken);
            }
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
}
