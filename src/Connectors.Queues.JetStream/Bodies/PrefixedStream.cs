namespace Connectors.Queues.JetStream.Bodies;

/// <summary>What has been read of a stream already, and then its rest. Remembers what reading threw, so that it can pass through whoever reads.</summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> head, Stream rest) : Stream
{
    private ReadOnlyMemory<byte> left = head;

    /// <summary>What the source threw.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>How many bytes have been read from this stream.</summary>
    public long Delivered { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => Delivered; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!left.IsEmpty)
        {
            var count = Math.Min(left.Length, buffer.Length);
            left[..count].CopyTo(buffer);
            left = left[count..];
            Delivered += count;
            return count;
        }
        try
        {
            var read = await rest.ReadAsync(buffer, cancellationToken);
            Delivered += read;
            return read;
        }
        catch (Exception exception) when (Remember(exception))
        {
            throw;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool Remember(Exception exception)
    {
        Fault = exception;
        return false;
    }
}
