using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Connectors.Gateway.Tests.Fixtures;

/// <summary>A connection of HTTP/2 without TLS whose frames a test writes itself.</summary>
internal sealed class RawHttp2 : IDisposable
{
    public const byte Headers = 1, Reset = 3, Settings = 4, GoAway = 7, Continuation = 9;
    public const byte EndStream = 1, EndHeaders = 4;

    private readonly TcpClient client = new();

    // Asked of the client once: it gives none when the other side has closed, where reading and writing would say so.
    private NetworkStream stream = null!;

    public static async Task<RawHttp2> OpenAsync(Uri address)
    {
        var connection = new RawHttp2();
        await connection.client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        connection.stream = connection.client.GetStream();
        await connection.SendAsync((byte[])[.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(Settings, 0, 0, [])]);
        return connection;
    }

    public static byte[] Frame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }

    /// <summary>The block of a request's headers: GET without a body.</summary>
    public static byte[] Get(string path) =>
        [0x82, 0x86, .. Literal(":path", path), .. Literal(":authority", "g")];

    /// <summary>One header as HPACK writes it without its tables.</summary>
    public static byte[] Literal(string name, string value) =>
        [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await stream.WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>The next frame; null once the other side has closed.</summary>
    public async Task<(byte Type, int Stream, byte[] Payload)?> ReadAsync()
    {
        var head = new byte[9];
        try
        {
            if (await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, TestContext.Current.CancellationToken) < head.Length)
                return null;
            var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(head) >> 8 & 0xffffff];
            await stream.ReadExactlyAsync(payload, TestContext.Current.CancellationToken);
            return (head[3], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    public void Dispose() => client.Dispose();
}
