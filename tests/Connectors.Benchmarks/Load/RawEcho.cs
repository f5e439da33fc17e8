using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Connectors.Benchmarks.Load;

/// <summary>An upstream of plain sockets that allocates nothing a call: it answers a request that declares its length with the request's body.</summary>
internal sealed class RawEcho : IDisposable
{
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] LengthHeader = "Content-Length: "u8.ToArray();
    private readonly CancellationTokenSource stopping = new();
    private readonly Socket listener = new(SocketType.Stream, ProtocolType.Tcp);

    public RawEcho()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _ = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Target => (IPEndPoint)listener.LocalEndPoint!;

    public void Dispose()
    {
        stopping.Cancel();
        listener.Dispose();
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
            _ = Task.Run(ServeOf(await listener.AcceptAsync(stopping.Token)));
    }

    private static Func<Task> ServeOf(Socket socket) => async () =>
    {
        using (socket)
        {
            socket.NoDelay = true;
            var request = new byte[64 << 10];
            var answer = new byte[64 << 10];
            var filled = 0;
            while (await socket.ReceiveAsync(request.AsMemory(filled)) is > 0 and var count)
            {
                filled += count;
                if (Answer(request.AsSpan(0, filled), answer) is not { } length)
                    continue;
                await socket.SendAsync(answer.AsMemory(0, length));
                filled = 0;
            }
        }
    };

    // One request at a time: nobody here sends the next before the answer.
    private static int? Answer(ReadOnlySpan<byte> request, Span<byte> answer)
    {
        var head = request.IndexOf(EndOfHead);
        if (head < 0 || !Utf8Parser.TryParse(request[(request.IndexOf(LengthHeader) + LengthHeader.Length)..], out int length, out _))
            return null;
        var body = request[(head + EndOfHead.Length)..];
        if (body.Length < length)
            return null;
        var start = "HTTP/1.1 200 OK\r\nDate: Fri, 02 Jan 2026 00:00:00 GMT\r\nContent-Length: "u8;
        start.CopyTo(answer);
        Utf8Formatter.TryFormat(length, answer[start.Length..], out var digits);
        EndOfHead.CopyTo(answer[(start.Length + digits)..]);
        var total = start.Length + digits + EndOfHead.Length;
        body.CopyTo(answer[total..]);
        return total + body.Length;
    }
}
