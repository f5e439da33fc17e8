using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Connectors.Providers.FaasNetes.Tests.Troubles;

/// <summary>A way to a server that can be cut and joined again: what is on it breaks, and nobody gets through meanwhile.</summary>
internal sealed class CutLine : IAsyncDisposable
{
    private readonly IPEndPoint server;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, bool> open = new();
    private readonly CancellationTokenSource ending = new();
    private readonly Task running;
    private volatile bool isCut;

    public CutLine(IPEndPoint server)
    {
        this.server = server;
        listener.Start();
        running = AcceptAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)listener.LocalEndpoint;

    public void Cut()
    {
        isCut = true;
        foreach (var socket in open.Keys)
            socket.Close(0);
    }

    public void Join() => isCut = false;

    public async ValueTask DisposeAsync()
    {
        Cut();
        await ending.CancelAsync();
        await running;
        listener.Dispose();
        ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(ending.Token);
                if (isCut)
                    client.Close(0);
                else
                    _ = CarryAsync(client);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    private async Task CarryAsync(Socket client)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            open[client] = open[far] = true;
            await far.ConnectAsync(server);
            await Task.WhenAny(CopyAsync(client, far), CopyAsync(far, client));
            open.TryRemove(client, out _);
            open.TryRemove(far, out _);
        }
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var read)
                await to.SendAsync(buffer.AsMemory(0, read));
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // Cut, or ended by the other side.
        }
    }
}
