using System.Buffers.Text;
using System.Text;

namespace Connectors.Watchdog.Upstreams.Exchange;

/// <summary>What an answer's head says about the answer as a message.</summary>
/// <param name="Status">The status.</param>
/// <param name="Length">Of the body; null: it does not say.</param>
/// <param name="IsChunked">The body comes in chunks.</param>
/// <param name="Keeps">The connection may serve another request.</param>
/// <param name="Connection">The value of <c>Connection</c>, empty when there is none.</param>
internal readonly record struct AnswerHead(int Status, long? Length, bool IsChunked, bool Keeps, string Connection)
{
    /// <summary>A longer head is none.</summary>
    public const int Longest = 64 * 1024;

    // "HTTP/1.1 200"
    private const int VersionAndStatus = 12;

    /// <summary>Where the head ends that begins with these bytes, or -1 when it has not come whole.</summary>
    public static int End(ReadOnlySpan<byte> bytes)
    {
        var strict = bytes.IndexOf("\n\r\n"u8);
        var before = strict < 0 ? bytes : bytes[..(strict + 1)];
        var bare = before.IndexOf("\n\n"u8);
        return bare >= 0 ? bare + 2 : strict >= 0 ? strict + 3 : -1;
    }

    /// <summary>Makes one line of values that go on in the next, as they were once allowed to.</summary>
    public static void Unfold(Span<byte> head)
    {
        for (int at = 0, next; (next = head[at..].IndexOf((byte)'\n')) >= 0; at += next + 1)
        {
            var end = at + next;
            if (end + 1 >= head.Length || head[end + 1] is not ((byte)' ' or (byte)'\t'))
                continue;
            head[end] = (byte)' ';
            if (end > 0 && head[end - 1] is (byte)'\r')
                head[end - 1] = (byte)' ';
        }
    }

    /// <summary>Reads a whole head.</summary>
    /// <exception cref="IOException">It cannot be understood, or could be understood in two ways.</exception>
    public static AnswerHead Read(ReadOnlySpan<byte> head)
    {
        var (status, isOld) = StatusOf(Line(ref head));
        long? length = null;
        var (chunked, connection) = (false, "");
        var lines = new HeaderLines(head);
        while (lines.Next())
        {
            if (Ascii.EqualsIgnoreCase(lines.Name, "Content-Length"u8))
            {
                length = LengthOf(lines.Value) is var own && (length is null || length == own) ? own : throw new IOException("the answer has two lengths");
            }
            else if (Ascii.EqualsIgnoreCase(lines.Name, "Transfer-Encoding"u8))
            {
                if (chunked || !Ascii.EqualsIgnoreCase(lines.Value, "chunked"u8))
                    throw new IOException($"the answer's transfer encoding is not understood: {Encoding.Latin1.GetString(lines.Value)}");
                chunked = true;
            }
            else if (Ascii.EqualsIgnoreCase(lines.Name, "Connection"u8))
            {
                connection += (connection.Length > 0 ? "," : "") + Encoding.Latin1.GetString(lines.Value);
            }
        }
        var keeps = connection.Length == 0 ? !isOld
            : !connection.Contains("close", StringComparison.OrdinalIgnoreCase) && (!isOld || connection.Contains("keep-alive", StringComparison.OrdinalIgnoreCase));
        return new AnswerHead(status, chunked ? null : length, chunked, keeps, connection);
    }

    /// <summary>What the first line says behind the status.</summary>
    public static ReadOnlySpan<byte> Reason(ReadOnlySpan<byte> head) => Line(ref head) is { Length: > VersionAndStatus } first ? first[VersionAndStatus..].Trim((byte)' ') : default;

    /// <summary>The headers.</summary>
    public static HeaderLines Headers(ReadOnlySpan<byte> head)
    {
        _ = Line(ref head);
        return new HeaderLines(head);
    }

    /// <summary>Takes the next line off, without its end.</summary>
    internal static ReadOnlySpan<byte> Line(scoped ref ReadOnlySpan<byte> rest)
    {
        var at = rest.IndexOf((byte)'\n');
        var line = at < 0 ? rest : rest[..at];
        rest = at < 0 ? default : rest[(at + 1)..];
        return line is [.. var text, (byte)'\r'] ? text : line;
    }

    private static (int Status, bool IsOld) StatusOf(ReadOnlySpan<byte> line)
    {
        var isVersion = line.Length >= VersionAndStatus && line.StartsWith("HTTP/1."u8) && line[8] is (byte)' ' && (line.Length == VersionAndStatus || line[VersionAndStatus] is (byte)' ');
        return isVersion && Utf8Parser.TryParse(line[9..VersionAndStatus], out int status, out var used) && used == 3 && status is >= 100 and <= 999
            ? (status, line[7] is (byte)'0')
            : throw new IOException("what it sent is no answer of HTTP/1.1");
    }

    private static long LengthOf(ReadOnlySpan<byte> value) =>
        !value.IsEmpty && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9') && Utf8Parser.TryParse(value, out long length, out var used) && used == value.Length
            ? length
            : throw new IOException($"the answer's length is no number: {Encoding.Latin1.GetString(value)}");
}
