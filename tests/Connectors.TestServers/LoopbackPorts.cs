using System.Net;
using System.Net.Sockets;

namespace Connectors.TestServers;

/// <summary>
/// Ports for servers that tests start, end and start again on the same port. They lie below those that the system gives to outgoing
/// connections, so that none of these takes one while its server is down; and no two test processes of a machine are given the same.
/// Thread-safe.
/// </summary>
public static class LoopbackPorts
{
    private const int First = 12_000;
    private const int Last = 32_000;

    // Held until the process ends, however it ends: a lock is the system's.
    private static readonly List<FileStream> Held = [];
    private static readonly string Locks = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "connectors-test-ports")).FullName;

    /// <summary>A port that nobody listens on and nobody else is given.</summary>
    public static int Take()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            if (TryHold(port) is not { } held)
                continue;
            if (!IsFree(port))
            {
                held.Dispose();
                continue;
            }
            lock (Held)
                Held.Add(held);
            return port;
        }
    }

    private static FileStream? TryHold(int port)
    {
        try
        {
            return new FileStream(Path.Combine(Locks, FormattableString.Invariant($"{port}")), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            // Another process, or another test of this one, has it.
            return null;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
