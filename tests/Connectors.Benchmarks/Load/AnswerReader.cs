using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Connectors.Benchmarks.Load;

/// <summary>Reads HTTP/1.1 answers off a connection and checks their status; understands Content-Length and chunked bodies.</summary>
internal sealed class AnswerReader(Socket socket, int expectedStatus)
{
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] EndOfChunks = "0\r\n\r\n"u8.ToArray();
    private readonly byte[] buffer = new byte[1 << 20];
    private int filled;

    public async ValueTask SkipOneAsync()
    {
        int head;
        while ((head = buffer.AsSpan(0, filled).IndexOf(EndOfHead)) < 0)
            await FillAsync();
        var text = Encoding.ASCII.GetString(buffer, 0, head);
        if (!text.StartsWith(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {expectedStatus}"), StringComparison.Ordinal))
            throw new InvalidOperationException($"expected status {expectedStatus}, got: {text}");
        var start = head + EndOfHead.Length;
        var end = Length(text) is { } length ? start + length : await EndOfChunkedAsync(start);
        while (filled < end)
            await FillAsync();
        buffer.AsSpan(end, filled - end).CopyTo(buffer);
        filled -= end;
    }

    private static int? Length(string head)
    {
        var at = head.IndexOf("Content-Length:", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return null;
        var line = head.AsSpan(at + 15);
        var stop = line.IndexOf('\r');
        return int.Parse(stop < 0 ? line : line[..stop], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
    }

    private async ValueTask<int> EndOfChunkedAsync(int start)
    {
        int at;
        while ((at = buffer.AsSpan(start, filled - start).IndexOf(EndOfChunks)) < 0)
            await FillAsync();
        return start + at + EndOfChunks.Length;
    }

    private async ValueTask FillAsync()
    {
        var read = await socket.ReceiveAsync(buffer.AsMemory(filled));
        if (read == 0)
            throw new IOException("the server closed the connection");
        filled += read;
    }
}
