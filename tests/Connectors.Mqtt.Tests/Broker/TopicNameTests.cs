using System.Net;
using System.Net.Sockets;
using System.Text;
using Connectors.Mqtt.Broker;
using Connectors.TestServers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connectors.Mqtt.Tests.Broker;

/// <summary>Clients that publish where nobody may, spoken to in bytes, because no library sends such.</summary>
public sealed class TopicNameTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>In hexadecimal digits: <c>li/#</c>, <c>li/+/x</c>, NUL, what is not UTF-8, nothing.</summary>
    public static TheoryData<string> Illegal => ["6c692f23", "6c692f2b2f78", "610062", "61ff", ""];

    [Theory]
    [MemberData(nameof(Illegal))]
    public async Task A_client_of_version_5_is_told_that_the_topic_may_not_be(string topic)
    {
        await using var broker = await StartAsync();
        await using var client = await ConnectAsync(broker.Port, 5);

        await client.WriteAsync(Publish(Convert.FromHexString(topic), 5), Cancellation);

        Assert.Equal((byte)0x90, (await PacketAsync(client, 0x40))[2]);
    }

    [Theory]
    [MemberData(nameof(Illegal))]
    public async Task A_client_of_version_3_is_disconnected(string topic)
    {
        await using var broker = await StartAsync();
        await using var client = await ConnectAsync(broker.Port, 4);

        await client.WriteAsync(Publish(Convert.FromHexString(topic), 4), Cancellation);

        Assert.Equal(0, await ReadAsync(client));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Any_other_topic_is_taken(byte version)
    {
        await using var broker = await StartAsync();
        await using var client = await ConnectAsync(broker.Port, version);

        await client.WriteAsync(Publish([.. "/ü/$x//"u8], version), Cancellation);

        var acknowledged = await PacketAsync(client, 0x40);
        // No subscriber, or no reason at all.
        Assert.True(acknowledged.Length == 2 || acknowledged[2] is 0 or 0x10);
    }

    private static async Task<Running> StartAsync()
    {
        var port = LoopbackPorts.Take();
        var broker = new EmbeddedBroker(new IPEndPoint(IPAddress.Loopback, port), null, NullLogger.Instance);
        await broker.StartAsync(Cancellation);
        return new Running(broker, port);
    }

    private static async Task<NetworkStream> ConnectAsync(int port, byte version)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), Cancellation);
        var stream = new NetworkStream(socket, ownsSocket: true);
        byte[] properties = version == 5 ? [0] : [];
        byte[] connect = [0, 4, .. "MQTT"u8, version, 2, 0, 60, .. properties, 0, 1, (byte)'c'];
        await stream.WriteAsync(new byte[] { 0x10, (byte)connect.Length }.Concat(connect).ToArray(), Cancellation);
        await PacketAsync(stream, 0x20);
        return stream;
    }

    private static byte[] Publish(byte[] topic, byte version)
    {
        byte[] properties = version == 5 ? [0] : [];
        byte[] content = [0, (byte)topic.Length, .. topic, 0, 7, .. properties, .. Encoding.ASCII.GetBytes("hi")];
        return [0x32, (byte)content.Length, .. content];
    }

    private static async Task<byte[]> PacketAsync(NetworkStream stream, byte type)
    {
        var head = new byte[2];
        await stream.ReadExactlyAsync(head, Cancellation);
        Assert.Equal(type, head[0]);
        var content = new byte[head[1]];
        await stream.ReadExactlyAsync(content, Cancellation);
        return content;
    }

    private static async Task<int> ReadAsync(NetworkStream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[16], Cancellation);
        }
        catch (IOException)
        {
            // Ended by a reset.
            return 0;
        }
    }

    private sealed record Running(EmbeddedBroker Broker, int Port) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Broker.StopAsync(CancellationToken.None);
            Broker.Dispose();
        }
    }
}
