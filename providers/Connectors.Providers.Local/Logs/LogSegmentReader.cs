namespace Connectors.Providers.Local.Logs;

/// <summary>Reads the lines of one file up to an offset, holding one line at a time.</summary>
internal static class LogSegmentReader
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>The lines between two offsets; none when the file is gone already.</summary>
    public static IEnumerable<StoredLine> Read(string path, long from, long to)
    {
        using var stream = Open(path);
        if (stream is null)
            yield break;
        stream.Position = from;
        var left = to - from;
        var buffer = new byte[BufferBytes];
        var held = 0;
        while (left > 0)
        {
            if (held == buffer.Length)
                held = 0; // Longer than any line that is written here: not one of ours.
            var read = stream.Read(buffer, held, (int)Math.Min(buffer.Length - held, left));
            if (read == 0)
                yield break;
            left -= read;
            held += read;
            var start = 0;
            while (buffer.AsSpan(start, held - start).IndexOf((byte)'\n') is >= 0 and var length)
            {
                if (LogLineFormat.TryRead(buffer.AsSpan(start, length), out var line))
                    yield return line;
                start += length + 1;
            }
            buffer.AsSpan(start, held - start).CopyTo(buffer);
            held -= start;
        }
    }

    private static FileStream? Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
