using Connectors.Core.Units;

namespace Connectors.Worker.Invocations;

/// <summary>A large answer that found no room to wait in: its parts one after the other, the last as it arrives, and never more than the limit.</summary>
internal sealed class ArrivingResult(IReadOnlyList<Stream> parts, ByteSize limit) : Stream
{
    private int part;
    private long read;

    /// <summary>True as soon as reading has begun.</summary>
    public bool Touched { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Touched = true;
        for (; part < parts.Count; part++)
        {
            var count = await parts[part].ReadAsync(buffer, cancellationToken);
            read += count;
            if (read > limit.Bytes)
                throw new ResultTooLargeException(limit);
            if (count > 0 || buffer.IsEmpty)
                return count;
        }
        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Results are read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
