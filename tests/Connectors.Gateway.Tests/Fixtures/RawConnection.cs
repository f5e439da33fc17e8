using System.Net.Sockets;
using System.Text;

namespace Connectors.Gateway.Tests.Fixtures;

/// <summary>A connection on which a test writes what no decent client would.</summary>
internal sealed class RawConnection : IDisposable
{
    // Small, so that who does not read is soon noticed.
    private readonly TcpClient client = new() { ReceiveBufferSize = 32 << 10 };

    // Asked of the client once: it gives none when the other side has closed, where reading and writing would say so.
    private NetworkStream stream = null!;

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var connection = new RawConnection();
        await connection.client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        connection.stream = connection.client.GetStream();
        return connection;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await stream.WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>All that comes until the other side closes, which it must.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        using var text = new MemoryStream();
        try
        {
            await stream.CopyToAsync(text, deadline.Token);
        }
        catch (IOException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset } && text.Length > 0)
        {
            // Closed with bytes of ours unread: what was answered before counts.
        }
        return Encoding.Latin1.GetString(text.ToArray());
    }

    /// <summary>How many bytes come until the other side closes.</summary>
    public async Task<long> CountToEndAsync()
    {
        var (buffer, total) = (new byte[1 << 16], 0L);
        while (await stream.ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var count)
            total += count;
        return total;
    }

    /// <summary>Reads until this text has come.</summary>
    public async Task<string> ReadUntilAsync(string end)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().Contains(end, StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, deadline.Token);
            if (count == 0)
                throw new EndOfStreamException($"Closed after: {text}");
            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
        return text.ToString();
    }

    public void Dispose() => client.Dispose();
}
