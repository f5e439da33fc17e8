using System.Buffers;
using System.Net.Sockets;

namespace Connectors.Watchdog.Upstreams.Exchange;

/// <summary>A connection to the upstream and what has been received on it and not been used. One reader and one writer at a time.</summary>
internal sealed class UpstreamConnection(Socket socket, Uri address) : IDisposable
{
    // Room for the head of most requests together with a small body, so that both are one packet.
    private const int UsualRequest = 4 * 1024, LargestKeptRequest = 64 * 1024, ReceiveSize = 16 * 1024;
    private readonly NetworkStream wire = new(socket, ownsSocket: true);
    private byte[] received = ArrayPool<byte>.Shared.Rent(ReceiveSize);
    private int start, end;

    /// <summary>Whose it is.</summary>
    public Uri Address => address;

    /// <summary>To be written to, and not to be read from.</summary>
    public Stream Wire => wire;

    /// <summary>When it was last used, as a timestamp.</summary>
    public long IdleSince { get; set; }

    /// <summary>What is to be sent first of all. Empty at the beginning of an exchange.</summary>
    public ArrayBufferWriter<byte> Head { get; private set; } = new(UsualRequest);

    /// <summary>Received and not <see cref="Use">used</see>. Valid until the next <see cref="FillAsync"/>.</summary>
    public Memory<byte> Unused => received.AsMemory(start, end - start);

    /// <summary>Whether it may serve another request: nothing has come that was not asked for, the other side's farewell included.</summary>
    public bool IsFit => start == end && !socket.Poll(0, SelectMode.SelectRead);

    /// <summary>So many bytes of <see cref="Unused"/> have been taken.</summary>
    public void Use(int count) => start += count;

    /// <summary>Receives more; false at the end.</summary>
    /// <param name="most">So many unused bytes are too many.</param>
    /// <param name="cancellationToken">Gives up; the connection is of no use any more.</param>
    /// <exception cref="IOException">The connection is broken, or there would be more than may be.</exception>
    public async ValueTask<bool> FillAsync(int most, CancellationToken cancellationToken)
    {
        if (start == end)
            start = end = 0;
        if (end == received.Length)
            MakeRoom(most);
        var count = await wire.ReadAsync(received.AsMemory(end), cancellationToken);
        end += count;
        return count > 0;
    }

    /// <summary>The other side sees the end of what is sent to it.</summary>
    public void EndSending()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }

    /// <summary>Sends <see cref="Head"/> and empties it.</summary>
    /// <exception cref="IOException">The other side takes no more.</exception>
    public async ValueTask SendHeadAsync(CancellationToken cancellationToken)
    {
        await wire.WriteAsync(Head.WrittenMemory, cancellationToken);
        if (Head.Capacity > LargestKeptRequest)
            Head = new ArrayBufferWriter<byte>(UsualRequest);
        else
            Head.ResetWrittenCount();
    }

    /// <summary>Hangs up. Nobody may be reading.</summary>
    public void Dispose()
    {
        wire.Dispose();
        var last = received;
        (received, start, end) = ([], 0, 0);
        if (last.Length > 0)
            ArrayPool<byte>.Shared.Return(last);
    }

    private void MakeRoom(int most)
    {
        var count = end - start;
        if (count >= most)
            throw new IOException($"more than {most} bytes came where an end was expected");
        var next = start > 0 ? received : ArrayPool<byte>.Shared.Rent(Math.Min(received.Length * 2, most));
        received.AsSpan(start, count).CopyTo(next);
        if (next != received)
            ArrayPool<byte>.Shared.Return(received);
        (received, start, end) = (next, 0, count);
    }
}
