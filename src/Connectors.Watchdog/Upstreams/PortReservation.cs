using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Connectors.Watchdog.Upstreams;

/// <summary>A free loopback port that no other watchdog of this process is given meanwhile. Others may still take it before the program does.</summary>
internal sealed class PortReservation : IDisposable
{
    private static readonly ConcurrentDictionary<int, byte> Reserved = new();

    private PortReservation(int port) => Port = port;

    public int Port { get; }

    public Uri Address => new(FormattableString.Invariant($"http://127.0.0.1:{Port}"));

    /// <exception cref="SocketException">There is none.</exception>
    public static PortReservation Take()
    {
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
            if (Reserved.TryAdd(port, 0))
                return new PortReservation(port);
        }
    }

    public void Dispose() => Reserved.TryRemove(Port, out _);
}
