using System.Buffers;
using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Connectors.Providers.Local.Logs;

/// <summary>
/// One function's output, of all its replicas. A line is on its way to the disk when the call returns, so a flood slows down who
/// writes it instead of filling memory; rotation bounds the disk. Thread-safe.
/// </summary>
internal sealed class FunctionLog(FunctionName function, LogSegments segments, long maxBytes, TimeProvider time, ILogger logger) : IDisposable
{
    private const int SegmentsKept = 4;

    private readonly Lock gate = new();
    private readonly ArrayBufferWriter<byte> line = new(1024);
    private readonly long segmentBytes = maxBytes / SegmentsKept;
    private SafeFileHandle? current;
    private LogPosition end;
    private bool failing;
    private int followers;
    private volatile bool closed;

    /// <summary>Fires after new lines while someone follows, and when the log is closed.</summary>
    public ChangeSignal Changes { get; } = new();

    public LogSegments Segments => segments;

    /// <summary>No more lines will come.</summary>
    public bool Closed => closed;

    /// <summary>The end of what is written.</summary>
    public LogPosition End()
    {
        lock (gate)
        {
            if (current is null && !closed)
                TryOpen();
            return end;
        }
    }

    /// <summary>Wakes readers on every line until disposed of as often as called.</summary>
    public void Follow(bool on)
    {
        if (on)
            Interlocked.Increment(ref followers);
        else
            Interlocked.Decrement(ref followers);
    }

    /// <summary>Appends what a replica wrote; line breaks begin new lines, overlong lines are split.</summary>
    public void Write(string instance, string text)
    {
        lock (gate)
        {
            if (closed)
                return;
            var whole = text.AsSpan();
            if (whole.EndsWith("\n"))
                whole = whole[..^1];
            foreach (var part in whole.Split('\n'))
                WriteLine(instance, whole[part]);
        }
        if (Volatile.Read(ref followers) > 0)
            Changes.Notify();
    }

    /// <summary>No more lines; readers that follow end.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            current?.Dispose();
            current = null;
        }
        Changes.Notify();
    }

    private void WriteLine(string instance, ReadOnlySpan<char> text)
    {
        do
        {
            var length = LogLineFormat.PieceLength(text);
            Append(instance, text[..length]);
            text = text[length..];
        }
        while (!text.IsEmpty);
    }

    private void Append(string instance, ReadOnlySpan<char> piece)
    {
        line.ResetWrittenCount();
        LogLineFormat.Write(line, time.GetUtcNow(), instance, piece);
        try
        {
            if (current is null)
                Open();
            if (end.Offset > 0 && end.Offset + line.WrittenCount > segmentBytes)
                Rotate();
            // A write that failed half-way is overwritten by the next: the end moves only after a whole line.
            RandomAccess.Write(current!, line.WrittenSpan, end.Offset);
            end = end with { Offset = end.Offset + line.WrittenCount };
            failing = false;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            Fail(cause);
        }
    }

    private void TryOpen()
    {
        try
        {
            Open();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            Fail(cause);
        }
    }

    private void Open()
    {
        Directory.CreateDirectory(segments.Directory, Durability.DurableDirectory.OwnerOnly);
        var existing = segments.Existing();
        OpenSegment(existing.Count > 0 ? existing[^1] : 1);
    }

    private void OpenSegment(long number)
    {
        var handle = File.OpenHandle(segments.Path(number), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        current?.Dispose();
        current = handle;
        end = new LogPosition(number, EndOfLastLine(handle));
    }

    // What a killed hub wrote half is overwritten.
    private static long EndOfLastLine(SafeFileHandle handle)
    {
        var length = RandomAccess.GetLength(handle);
        var buffer = new byte[4096];
        while (length > 0)
        {
            var from = Math.Max(0, length - buffer.Length);
            var read = RandomAccess.Read(handle, buffer.AsSpan(0, (int)(length - from)), from);
            var last = buffer.AsSpan(0, read).LastIndexOf((byte)'\n');
            if (last >= 0 || read == 0)
                return from + last + 1;
            length = from;
        }
        return 0;
    }

    private void Rotate()
    {
        OpenSegment(end.Segment + 1);
        foreach (var number in segments.Existing())
        {
            if (number <= end.Segment - SegmentsKept)
                File.Delete(segments.Path(number));
        }
    }

    private void Fail(Exception cause)
    {
        if (!failing)
            Log.FunctionLogFailing(logger, function, segments.Directory, cause);
        failing = true;
    }
}
