using System.Buffers;
using System.Net.Sockets;

namespace Connectors.Providers.Faasd.Companions.Ports;

/// <summary>Two connections that are to be one.</summary>
internal static class SocketPair
{
    private const int Portion = 64 * 1024;

    /// <summary>Passes on what either says, and that it has said all, until both have; an end of one by force ends the other.</summary>
    public static async Task ExchangeAsync(Socket one, Socket other, CancellationToken cancellationToken)
    {
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(PassAsync(one, other, broken), PassAsync(other, one, broken));
    }

    private static async Task PassAsync(Socket from, Socket to, CancellationTokenSource broken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Portion);
        try
        {
            while (await from.ReceiveAsync(buffer, broken.Token) is > 0 and var length)
            {
                for (var sent = 0; sent < length;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, length - sent), broken.Token);
            }
            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            await broken.CancelAsync();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
