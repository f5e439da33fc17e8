using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Connectors.Gateway.Tests.Fixtures;

/// <summary>Answers requests on connections that it keeps; one for <c>/boom</c> it reads, counts, and answers by closing.</summary>
internal sealed class DyingServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly bool isLast;
    private int booms;

    /// <param name="isLast">Whether with that connection the whole server ends.</param>
    public DyingServer(bool isLast = false)
    {
        this.isLast = isLast;
        listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://{listener.LocalEndpoint}/");

    /// <summary>How many requests for it have come.</summary>
    public int Booms => Volatile.Read(ref booms);

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
            _ = ServeAsync(await listener.AcceptTcpClientAsync());
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            var (buffer, head) = (new byte[4096], new StringBuilder());
            while (await stream.ReadAsync(buffer) is > 0 and var count)
            {
                head.Append(Encoding.Latin1.GetString(buffer, 0, count));
                if (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                    continue;
                if (head.ToString().Contains("/boom", StringComparison.Ordinal))
                {
                    Interlocked.Increment(ref booms);
                    if (isLast)
                        listener.Stop();
                    return;
                }
                head.Clear();
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray());
            }
        }
    }
}
