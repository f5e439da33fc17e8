using System.Net;
using System.Net.Sockets;

namespace Connectors.Providers.Faasd.Names.Listening;

/// <summary>Sockets on the bridge's address.</summary>
internal static class NameSockets
{
    private const int InternetLevel = 0; // SOL_IP
    private const int FreeBind = 15; // IP_FREEBIND

    /// <summary>The bridge comes to be with the first replica; who listens on its address may be there before it.</summary>
    public static void AllowAbsent(Socket socket) => socket.SetRawSocketOption(InternetLevel, FreeBind, BitConverter.GetBytes(1));

    /// <exception cref="NameServerException">The port is taken or not allowed.</exception>
    public static Socket Bind(SocketType type, IPEndPoint where)
    {
        var socket = new Socket(AddressFamily.InterNetwork, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
        try
        {
            AllowAbsent(socket);
            socket.Bind(where);
            return socket;
        }
        catch (SocketException cause)
        {
            socket.Dispose();
            throw new NameServerException(where, cause);
        }
    }
}

/// <summary>Names cannot be answered; the message says why and what to do.</summary>
internal sealed class NameServerException(IPEndPoint where, SocketException cause) : Exception($"names of functions cannot be answered on {where}: {cause.Message.TrimEnd('.')}. {Remedy(cause)}", cause)
{
    private static string Remedy(SocketException cause) => cause.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "Another DNS server of this machine listens on every address: make it listen on its own only.",
        SocketError.AccessDenied => "Run as root.",
        _ => "Look at faasd.subnet.",
    };
}
