using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Connectors.RabbitMq.Tests;

/// <summary>Publishes what RabbitMQ's client writes for nobody: names that are no text, a header twice. It speaks as much AMQP 0-9-1 as that takes.</summary>
internal sealed class RawPublisher : IDisposable
{
    private const byte Method = 1;
    private const byte Header = 2;
    private const byte Body = 3;
    private const byte End = 0xCE;
    private readonly TcpClient client = new();

    public static async Task<RawPublisher> StartAsync(int port)
    {
        var raw = new RawPublisher();
        await raw.client.ConnectAsync("127.0.0.1", port);
        await raw.client.GetStream().WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray());
        await raw.AnswerAsync();
        // start-ok, tune-ok and open, channel.open, confirm.select.
        await raw.CallAsync(0, 10, 11, [.. Number(0, 4), .. Short("PLAIN"u8), .. Long("\0guest\0guest"u8), .. Short("en_US"u8)]);
        await raw.SendAsync(Method, 0, [0, 10, 0, 31, .. Number(10, 2), .. Number(131_072, 4), .. Number(0, 2)]);
        await raw.CallAsync(0, 10, 40, [.. Short("/"u8), 0, 0]);
        await raw.CallAsync(1, 20, 10, [0]);
        await raw.CallAsync(1, 85, 10, [0]);
        return raw;
    }

    public static byte[] Short(ReadOnlySpan<byte> text) => [(byte)text.Length, .. text];

    /// <summary>An entry of a table of headers with a value of type S.</summary>
    public static byte[] Entry(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => [.. Short(name), (byte)'S', .. Long(value)];

    /// <summary>Returns when the server has it.</summary>
    /// <param name="exchange">Where to.</param>
    /// <param name="routingKey">Any bytes.</param>
    /// <param name="headers">Entries of a table.</param>
    /// <param name="messageId">Any bytes; empty: none.</param>
    /// <param name="payload">What.</param>
    public async Task PublishAsync(string exchange, byte[] routingKey, byte[] headers, byte[] messageId, string payload)
    {
        var body = Encoding.UTF8.GetBytes(payload);
        byte[] id = messageId.Length > 0 ? Short(messageId) : [];
        // Flags: headers, and the message id where there is one.
        var flags = 0x2000 | (id.Length > 0 ? 0x80 : 0);
        await SendAsync(Method, 1, [0, 60, 0, 40, 0, 0, .. Short(Encoding.UTF8.GetBytes(exchange)), .. Short(routingKey), 0]);
        await SendAsync(Header, 1, [0, 60, 0, 0, .. Number(body.Length, 8), .. Number(flags, 2), .. Long(headers), .. id]);
        await SendAsync(Body, 1, body);
        Assert.Equal((60, 80), await AnswerAsync());
    }

    public void Dispose() => client.Dispose();

    private static byte[] Long(ReadOnlySpan<byte> bytes) => [.. Number(bytes.Length, 4), .. bytes];

    private static byte[] Number(long number, int size)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes[^size..];
    }

    private async Task CallAsync(int channel, byte family, byte method, byte[] arguments)
    {
        await SendAsync(Method, channel, [0, family, 0, method, .. arguments]);
        await AnswerAsync();
    }

    private async Task SendAsync(byte kind, int channel, byte[] payload) =>
        await client.GetStream().WriteAsync((byte[])[kind, .. Number(channel, 2), .. Number(payload.Length, 4), .. payload, End]);

    private async Task<(int Family, int Method)> AnswerAsync()
    {
        while (true)
        {
            var start = new byte[7];
            await client.GetStream().ReadExactlyAsync(start);
            var rest = new byte[BinaryPrimitives.ReadInt32BigEndian(start.AsSpan(3)) + 1];
            await client.GetStream().ReadExactlyAsync(rest);
            if (start[0] == Method)
                return (BinaryPrimitives.ReadInt16BigEndian(rest), BinaryPrimitives.ReadInt16BigEndian(rest.AsSpan(2)));
        }
    }
}
