using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Connectors.Providers.Faasd.Tests.Names;

/// <summary>Asks a server as a program in a container does.</summary>
internal static class Resolver
{
    public static async Task<byte[]> AskAsync(IPEndPoint server, byte[] query)
    {
        using var socket = Connect(server);
        await socket.SendAsync(query, TestContext.Current.CancellationToken);
        return await ReceiveAsync(socket);
    }

    public static Socket Connect(IPEndPoint server)
    {
        var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(server);
        return socket;
    }

    public static async Task<byte[]> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[4096];
        var length = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        return buffer[..length];
    }

    public static async Task<NetworkStream> ConnectByTcpAsync(IPEndPoint server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, TestContext.Current.CancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public static byte[] Framed(byte[] query)
    {
        var framed = new byte[query.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)query.Length);
        query.CopyTo(framed, 2);
        return framed;
    }

    public static async Task<byte[]> ReadFrameAsync(Stream stream)
    {
        var length = new byte[2];
        await stream.ReadExactlyAsync(length, TestContext.Current.CancellationToken);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(answer, TestContext.Current.CancellationToken);
        return answer;
    }
}
