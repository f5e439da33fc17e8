using System.Buffers.Text;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Connectors.Benchmarks.Load;

/// <summary>
/// Reads HTTP/1.1 answers off a connection and checks their status; understands Content-Length, spelled so, and chunked bodies. It allocates next to
/// nothing, so that what is measured is the server's.
/// </summary>
internal sealed class AnswerReader(Socket socket, int expectedStatus)
{
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] EndOfChunks = "0\r\n\r\n"u8.ToArray();
    private static readonly byte[] LengthHeader = "\r\nContent-Length: "u8.ToArray();
    private readonly byte[] statusLine = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {expectedStatus}"));
    private readonly byte[] buffer = new byte[1 << 20];
    private int filled;

    public async ValueTask SkipOneAsync()
    {
        int head;
        while ((head = buffer.AsSpan(0, filled).IndexOf(EndOfHead)) < 0)
            await FillAsync();
        if (!buffer.AsSpan(0, head).StartsWith(statusLine))
            throw new InvalidOperationException($"expected status {expectedStatus}, got: {Encoding.ASCII.GetString(buffer, 0, head)}");
        var start = head + EndOfHead.Length;
        var end = Length(buffer.AsSpan(0, head)) is { } length ? start + length : await EndOfChunkedAsync(start);
        while (filled < end)
            await FillAsync();
        buffer.AsSpan(end, filled - end).CopyTo(buffer);
        filled -= end;
    }

    private static int? Length(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf(LengthHeader);
        return at >= 0 && Utf8Parser.TryParse(head[(at + LengthHeader.Length)..], out int length, out _) ? length : null;
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
