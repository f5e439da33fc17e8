using Connectors.Core.Units;

namespace Connectors.Worker.Invocations;

/// <summary>A large answer while it arrives: first the bytes read already, then the function's stream, and never more than the limit.</summary>
internal sealed class ArrivingResult(ReadOnlyMemory<byte> head, Stream rest, ByteSize limit) : Stream
{
    private ReadOnlyMemory<byte> ahead = head;
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
        var count = await FillAsync(buffer, cancellationToken);
        read += count;
        return read <= limit.Bytes ? count : throw new ResultTooLargeException(limit);
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

    private ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (ahead.IsEmpty)
            return rest.ReadAsync(buffer, cancellationToken);
        var count = Math.Min(buffer.Length, ahead.Length);
        ahead[..count].CopyTo(buffer);
        ahead = ahead[count..];
        return new(count);
    }
}
