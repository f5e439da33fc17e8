namespace Connectors.Core.Invocations;

/// <summary>
/// The bytes of a request or a result, in memory or wherever the queue keeps large ones.
/// A body made from a stream can be opened once; all others as often as wanted, by several readers at a time.
/// </summary>
public abstract class InvocationBody
{
    /// <summary>No bytes.</summary>
    public static InvocationBody Empty { get; } = new InMemory(ReadOnlyMemory<byte>.Empty);

    /// <summary>How many bytes; null when only reading tells.</summary>
    public abstract long? Length { get; }

    /// <summary>True when the bytes may be opened more than once, by several readers at a time.</summary>
    public virtual bool IsReplayable => true;

    /// <summary>Opens the bytes for reading from the start; the caller disposes the stream.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public abstract ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken);

    /// <summary>The bytes when they are in memory already, so that no stream is needed.</summary>
    public virtual bool TryGetMemory(out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        return false;
    }

    /// <summary>Bytes that are in memory; not copied, so the caller leaves them alone.</summary>
    public static InvocationBody FromMemory(ReadOnlyMemory<byte> bytes) => bytes.IsEmpty ? Empty : new InMemory(bytes);

    /// <summary>Bytes that arrive: read once, to their end, by the first who opens them. Whoever made the stream disposes it.</summary>
    /// <param name="stream">Where they come from; what it throws passes through to the reader.</param>
    /// <param name="length">How many there will be, when known.</param>
    public static InvocationBody FromStream(Stream stream, long? length = null) => new Arriving(stream, length);

    private sealed class InMemory(ReadOnlyMemory<byte> content) : InvocationBody
    {
        public override long? Length => content.Length;

        public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) =>
            new(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(content, out var array)
                ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
                : new MemoryStream(content.ToArray(), writable: false));

        public override bool TryGetMemory(out ReadOnlyMemory<byte> bytes)
        {
            bytes = content;
            return true;
        }
    }

    private sealed class Arriving(Stream stream, long? length) : InvocationBody
    {
        private int opened;

        public override long? Length => length;

        public override bool IsReplayable => false;

        public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) =>
            Interlocked.Exchange(ref opened, 1) == 0
                ? new ValueTask<Stream>(stream)
                : throw new InvalidOperationException("A body that arrives by stream can be opened once.");
    }
}
