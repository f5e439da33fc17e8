using System.Buffers;
using Connectors.Core.Invocations;
using Connectors.Core.Units;

namespace Connectors.Worker.Invocations;

/// <summary>
/// A function's answer on its way into the queue. Up to 1 MiB is read into memory first, so that its storing can be tried again and
/// its duration is known; a larger one streams, and once its reading has begun it can be stored that one time only.
/// </summary>
internal static class ResultBody
{
    private const int InMemory = 1 << 20;
    private const int Chunk = 16 << 10;

    /// <exception cref="IOException">The function broke off, or answers more than the limit.</exception>
    public static async ValueTask<InvocationBody> ReadAsync(InvokerReply reply, ByteSize limit, CancellationToken cancellationToken)
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
        return new Arriving(new ArrivingResult(head.WrittenMemory, reply.Body, limit));
    }

    /// <summary>Whether a body that was handed to the queue may be handed over again.</summary>
    public static bool IsRepeatable(InvocationBody body) => body is not Arriving { Touched: true };

    private sealed class Arriving(ArrivingResult stream) : InvocationBody
    {
        public override long? Length => null;

        public bool Touched => stream.Touched;

        public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) =>
            stream.Touched
                ? throw new InvalidOperationException("The answer has been read in part already.")
                : new ValueTask<Stream>(stream);
    }
}
