namespace Connectors.Queues.JetStream.Bodies;

/// <summary>A stored body while it is read; who closes it early stops the fetching.</summary>
internal sealed class ObjectStream(Stream inner, CancellationTokenSource stop) : Stream
{
    private int closed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => inner.ReadAsync(buffer, offset, count, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        // Whoever sends a body closes it, and so may whoever gave it to him.
        if (disposing && Interlocked.Exchange(ref closed, 1) == 0)
        {
            stop.Cancel();
            inner.Dispose();
            stop.Dispose();
        }
        base.Dispose(disposing);
    }
}
