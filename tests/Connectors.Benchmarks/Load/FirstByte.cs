using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Connectors.Benchmarks.Load;

/// <summary>One request on a connection of its own, up to the first byte of an answer of status 200.</summary>
internal static class FirstByte
{
    public static async Task OfAsync(IPAddress address, int port, string path)
    {
        var buffer = new byte[4096];
        while (true)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(address, port);
            }
            catch (SocketException)
            {
                // It does not listen yet.
                await Task.Delay(1);
                continue;
            }
            await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
            var read = await socket.ReceiveAsync(buffer);
            if (read >= 12 && buffer.AsSpan(0, 12).EndsWith(" 200"u8))
                return;
            throw new InvalidOperationException(Encoding.ASCII.GetString(buffer, 0, read));
        }
    }
}
