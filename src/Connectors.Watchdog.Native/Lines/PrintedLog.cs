using System.Buffers;
using System.Globalization;
using System.Text;

namespace Connectors.Watchdog.Native.Lines;

/// <summary>
/// Prints lines as OpenFaaS' watchdogs do: the function's standard output to standard output, everything else to standard error; date and
/// time first, and of the function's lines the stream, unless they are to be left as they are. Thread-safe.
/// </summary>
internal sealed class PrintedLog(TimeProvider time, Stream output, Stream error)
{
    private readonly Lock gate = new();
    private readonly ArrayBufferWriter<byte> line = new();
    private long lost;

    /// <summary>Whether the function's lines bear date, time and stream.</summary>
    public bool Prefix { get; set; } = true;

    /// <summary>Prints a line of the watchdog's own.</summary>
    public void Write(string text) => Write(LineSource.Watchdog, text);

    public void Write(LineSource source, string text)
    {
        lock (gate)
        {
            if (lost > 0 && TryPrint(LineSource.Watchdog, string.Create(CultureInfo.InvariantCulture, $"{lost} lines could not be written here.")))
                lost = 0;
            if (!TryPrint(source, text))
                lost++;
        }
    }

    private bool TryPrint(LineSource source, string text)
    {
        line.ResetWrittenCount();
        if (Prefix || source is LineSource.Watchdog)
            AddPrefix(source);
        Encoding.UTF8.GetBytes(text, line);
        line.Write("\n"u8);
        try
        {
            (source is LineSource.Output ? output : error).Write(line.WrittenSpan);
            return true;
        }
        catch (IOException)
        {
            // There is no other place to say so; it is said here once there is room again.
            return false;
        }
    }

    private void AddPrefix(LineSource source)
    {
        var now = time.GetLocalNow();
        now.TryFormat(line.GetSpan(32), out var written, "yyyy'/'MM'/'dd HH':'mm':'ss ", CultureInfo.InvariantCulture);
        line.Advance(written);
        if (source is LineSource.Output)
            line.Write("stdout: "u8);
        else if (source is LineSource.Error)
            line.Write("stderr: "u8);
    }
}
