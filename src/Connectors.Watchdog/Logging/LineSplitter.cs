using System.Buffers;
using System.Text;

namespace Connectors.Watchdog.Logging;

/// <summary>Makes lines of bytes as they come; a line longer than the limit is cut into several. Bytes that are no UTF-8 become U+FFFD. Not thread-safe.</summary>
internal sealed class LineSplitter(Action<string> line, int limit)
{
    private readonly ArrayBufferWriter<byte> begun = new();

    /// <summary>Takes some bytes and passes on every line they end.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            var part = end < 0 ? bytes : bytes[..end];
            while (begun.WrittenCount + part.Length > limit)
            {
                var room = limit - begun.WrittenCount;
                begun.Write(part[..room]);
                part = part[room..];
                PassOn();
            }
            begun.Write(part);
            if (end < 0)
                return;
            PassOn();
            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>Passes on the last line if it was not ended.</summary>
    public void End()
    {
        if (begun.WrittenCount > 0)
            PassOn();
    }

    private void PassOn()
    {
        var text = begun.WrittenSpan;
        if (text is [.. var rest, (byte)'\r'])
            text = rest;
        line(Encoding.UTF8.GetString(text));
        begun.ResetWrittenCount();
    }
}
