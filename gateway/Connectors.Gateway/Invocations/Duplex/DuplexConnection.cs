using System.Net.Sockets;

namespace Connectors.Gateway.Invocations.Duplex;

/// <summary>The connection of one call: its reader is the client, its writer <see cref="DuplexRequest"/>. Closing it stops both.</summary>
internal sealed class DuplexConnection(Socket socket, HttpRequestMessage request, TimeProvider time) : Stream
{
    private readonly NetworkStream network = new(socket, ownsSocket: true);
    private readonly CancellationTokenSource closed = new();
    private DuplexRequest? sending;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    // Whatever the client writes stands for the request.
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (sending is not null)
            return;
        sending = new DuplexRequest(network, request, time);
        await sending.StartAsync(closed.Token, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await network.ReadAsync(buffer, cancellationToken);
        if (buffer.Length > 0)
            sending?.Answered(buffer.Span[..count]);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is written asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            closed.Cancel();
            network.Dispose();
        }
        base.Dispose(disposing);
    }
}
